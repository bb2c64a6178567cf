// SPDX-License-Identifier: Apache-2.0
/** Whether the program of an image can start: what its ELF headers ask for. */
package dev.tfskit.program;

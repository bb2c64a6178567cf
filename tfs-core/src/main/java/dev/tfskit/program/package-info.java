// SPDX-License-Identifier: Apache-2.0
/** Checks whether the program of an image can start: what its ELF headers require. */
package dev.tfskit.program;

// SPDX-License-Identifier: Apache-2.0
/** Shared basics: byte ranges, and functional interfaces that may throw {@code IOException}. */
package dev.tfskit.io;

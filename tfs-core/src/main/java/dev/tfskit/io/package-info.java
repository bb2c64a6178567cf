// SPDX-License-Identifier: Apache-2.0
/** Shared basics: byte ranges, SHA-2 digests, and functional interfaces that may throw {@code IOException}. */
package dev.tfskit.io;

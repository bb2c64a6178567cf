// SPDX-License-Identifier: Apache-2.0
/** What all packages share about bytes: ranges, checksums, and functional interfaces that may throw an I/O exception. */
package dev.tfskit.io;

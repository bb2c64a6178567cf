// SPDX-License-Identifier: Apache-2.0
/**
 * Reads archives as sources of images: tar in all its forms, cpio and zip, compressed or not. Writes the trees of
 * volumes as tar archives. Start at {@link dev.tfskit.archive.Archives} and {@link dev.tfskit.archive.TarExport}.
 */
package dev.tfskit.archive;

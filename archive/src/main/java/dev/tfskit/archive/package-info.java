// SPDX-License-Identifier: Apache-2.0
/**
 * Archives as sources of images, tar in all its dialects, compressed or not, and zip, and tar archives of volumes.
 * Start at {@link dev.tfskit.archive.Archives} and {@link dev.tfskit.archive.TarExport}.
 */
package dev.tfskit.archive;

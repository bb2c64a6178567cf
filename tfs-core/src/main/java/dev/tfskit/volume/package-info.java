// SPDX-License-Identifier: Apache-2.0
/**
 * The file system: directories, files, links, and their attributes, as views of the tuples in the log (docs/format.md,
 * section 3). The package knows nothing of partitions or command lines. Start at {@link dev.tfskit.volume.Volume}.
 */
package dev.tfskit.volume;

// SPDX-License-Identifier: Apache-2.0
/**
 * Whole images: boot sector, partition table, and the volumes in them (docs/format.md, section 5). Knows nothing of what is in a
 * volume. Start at {@link dev.tfskit.disk.DiskImage} to read one, at {@link dev.tfskit.disk.DiskWriter} to make one.
 */
package dev.tfskit.disk;

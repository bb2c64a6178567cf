// SPDX-License-Identifier: Apache-2.0
/**
 * Disk images: boot sector, partition table, and the volumes in the partitions (docs/format.md, section 5). The package
 * does not depend on the content of a volume. Start at {@link dev.tfskit.disk.DiskImage} to read an image and at {@link
 * dev.tfskit.disk.DiskWriter} to make one.
 */
package dev.tfskit.disk;

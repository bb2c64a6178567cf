// SPDX-License-Identifier: Apache-2.0
/**
 * A FAT32 file system with one file, as UEFI firmware needs it to boot; written only, never read (docs/format.md,
 * section 5.1). The package does not depend on the TFS format. Start at {@link dev.tfskit.disk.fat.FatVolume}.
 */
package dev.tfskit.disk.fat;

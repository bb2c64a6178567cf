// SPDX-License-Identifier: Apache-2.0
/**
 * FAT32 as far as firmware that boots needs it: a file system with one file in it is written, none is read (docs/format.md, section
 * 5.1). Knows nothing of TFS. Start at {@link dev.tfskit.disk.fat.FatVolume}.
 */
package dev.tfskit.disk.fat;

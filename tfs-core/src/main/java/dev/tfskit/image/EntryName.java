// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;

/**
 * The directory and the name of an entry. The inode would not be enough to identify an entry: several entries may share
 * it.
 */
record EntryName(Directory directory, Symbol name) {}

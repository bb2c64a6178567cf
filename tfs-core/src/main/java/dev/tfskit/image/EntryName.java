// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;

/** Names an entry of a directory. An inode does not name one: several entries may share it. */
record EntryName(Directory directory, Symbol name) {}

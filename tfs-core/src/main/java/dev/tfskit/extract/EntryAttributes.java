// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.time.Instant;
import java.util.SortedMap;

/**
 * What an entry of the host gets from its inode besides its content.
 *
 * @param permissions mode, owner and group
 * @param modified when the content was last changed
 * @param extended the extended attributes
 */
record EntryAttributes(Permissions permissions, Instant modified, SortedMap<Symbol, Text> extended) {}

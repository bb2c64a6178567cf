// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The header of an entry to write. Immutable if the map of extended attributes is. {@link TarMember} is the header of
 * an entry that was read.
 *
 * @param type the type
 * @param name its path, any bytes but NUL; ends with a slash for a directory
 * @param target the target of a link of either kind, otherwise empty
 * @param permissions mode, owner and group
 * @param modified time of the last change
 * @param extendedAttributes the extended attributes by name
 * @param node the kind and numbers of a special file; empty for other entries
 * @param storedBytes the number of bytes that follow in the archive
 * @param sparseBytes the length of a sparse file, of which the archive holds a map and the mapped bytes only
 */
public record TarEntry(
        TarType type,
        Text name,
        Text target,
        Permissions permissions,
        Instant modified,
        Map<Symbol, Text> extendedAttributes,
        Optional<SpecialNode> node,
        long storedBytes,
        OptionalLong sparseBytes) {}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An entry of an archive to write, without its bytes; an entry that was read is a {@link TarMember}.
 *
 * @param type what it is
 * @param name its path, any bytes but NUL; ends with a slash when it is a directory
 * @param target where it leads when it is a link of either kind, otherwise empty
 * @param permissions mode, owner and group
 * @param modified time of the last change
 * @param extendedAttributes by name
 * @param storedBytes how many bytes follow in the archive
 * @param sparseBytes the length of a file of which the archive holds a map and the mapped bytes only
 */
public record TarEntry(
        TarType type,
        Text name,
        Text target,
        Permissions permissions,
        Instant modified,
        Map<Symbol, Text> extendedAttributes,
        long storedBytes,
        OptionalLong sparseBytes) {}

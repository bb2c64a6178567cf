// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.io.ByteRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the headers of an entry say that was read: bytes as they stand there, of all kinds of entries. An entry to write
 * is a {@link TarEntry}.
 *
 * @param type what it is
 * @param name as it stands there
 * @param target of a link, as it stands there
 * @param size length of the file in bytes; 0 when no contents follow, more also for a hard link with contents
 * @param ranges those of a sparse file that the archive holds
 * @param mode permission bits
 * @param uid owner
 * @param gid group
 * @param modified time of the last change
 * @param extended what else is known
 */
public record TarMember(
        TarType type,
        byte[] name,
        byte[] target,
        long size,
        Optional<List<ByteRange>> ranges,
        int mode,
        long uid,
        long gid,
        Instant modified,
        ExtendedHeader extended) {}

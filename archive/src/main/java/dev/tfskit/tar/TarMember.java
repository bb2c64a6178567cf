// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.io.ByteRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The headers of an entry that was read, of any type. Callers must not change the arrays. {@link TarEntry} is the
 * header of an entry to write.
 *
 * @param type the type of the entry
 * @param name the name, byte for byte
 * @param target the target of a link, byte for byte
 * @param size the length of the file in bytes; 0 when no contents follow
 * @param ranges the ranges of a sparse file that the archive stores; empty for other files
 * @param deviceMajor the number of the driver of a device; 0 for other entries
 * @param deviceMinor the number of a device; 0 for other entries
 * @param mode the permission bits
 * @param uid the owner
 * @param gid the group
 * @param modified the time of the last change
 * @param extended the PAX records; valid until the reader goes to the next entry
 */
public record TarMember(
        TarType type,
        byte[] name,
        byte[] target,
        long size,
        Optional<List<ByteRange>> ranges,
        long deviceMajor,
        long deviceMinor,
        int mode,
        long uid,
        long gid,
        Instant modified,
        ExtendedHeader extended) {}

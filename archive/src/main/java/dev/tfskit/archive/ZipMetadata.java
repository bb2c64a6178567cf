// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.schema.Permissions;
import dev.tfskit.source.SourceEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.X000A_NTFS;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.X7875_NewUnix;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipExtraField;
import org.apache.commons.compress.archivers.zip.ZipShort;

/**
 * Reads mode, owner and time of an entry of a zip. Owner and exact time are in extra fields, of which programs on Unix
 * have used several, one after the other. A time without a zone is taken for UTC, so that it is the same on every
 * machine.
 */
final class ZipMetadata {

    /** Times and, in the header before the contents, the owner; still written by programs of macOS. */
    private static final ZipShort OLD_UNIX = new ZipShort(0x5855);

    private static final int OLD_UNIX_MODIFIED = 4;
    private static final int OLD_UNIX_OWNER = 8;

    /** Only the owner, in the header before the contents. */
    private static final ZipShort OLD_UNIX_2 = new ZipShort(0x7855);

    private static final int OLD_OWNER_BYTES = 4;
    private static final long LARGEST_ID = 0xffff_ffffL;

    private ZipMetadata() {}

    private record Owner(long uid, long gid) {}

    /** Returns the metadata of an entry, without a mode and owner when a system without modes made it. */
    static SourceEntry.Metadata of(ZipArchiveEntry entry) {
        int mode = entry.getUnixMode();
        Optional<Permissions> permissions = Optional.empty();
        if (mode != 0) {
            Owner owner = owner(entry);
            permissions = Optional.of(new Permissions(mode & Permissions.MODE_BITS, owner.uid, owner.gid));
        }
        return new SourceEntry.Metadata(permissions, modified(entry), Map.of(), Map.of());
    }

    private static Owner owner(ZipArchiveEntry entry) {
        if (entry.getExtraField(new X7875_NewUnix().getHeaderId()) instanceof X7875_NewUnix owner) {
            return new Owner(Math.clamp(owner.getUID(), 0, LARGEST_ID), Math.clamp(owner.getGID(), 0, LARGEST_ID));
        }
        return oldOwner(entry, OLD_UNIX_2, 0)
                .or(() -> oldOwner(entry, OLD_UNIX, OLD_UNIX_OWNER))
                .orElse(new Owner(0, 0));
    }

    private static Optional<Owner> oldOwner(ZipArchiveEntry entry, ZipShort field, int at) {
        return Optional.ofNullable(entry.getExtraField(field))
                .map(ZipExtraField::getLocalFileDataData)
                .filter(data -> data.length >= at + OLD_OWNER_BYTES)
                .map(ZipMetadata::littleEndian)
                .map(data -> new Owner(
                        Short.toUnsignedInt(data.getShort(at)), Short.toUnsignedInt(data.getShort(at + Short.BYTES))));
    }

    private static Optional<Instant> modified(ZipArchiveEntry entry) {
        ZipExtraField ntfs = entry.getExtraField(new X000A_NTFS().getHeaderId());
        if (ntfs instanceof X000A_NTFS times && times.getModifyFileTime() != null) {
            return Optional.of(times.getModifyFileTime().toInstant());
        }
        ZipExtraField unix = entry.getExtraField(new X5455_ExtendedTimestamp().getHeaderId());
        if (unix instanceof X5455_ExtendedTimestamp times && times.getModifyFileTime() != null) {
            return Optional.of(times.getModifyFileTime().toInstant());
        }
        return Optional.ofNullable(entry.getExtraField(OLD_UNIX))
                .map(ZipExtraField::getCentralDirectoryData)
                .filter(data -> data.length >= OLD_UNIX_MODIFIED + Integer.BYTES)
                .map(data -> Instant.ofEpochSecond(littleEndian(data).getInt(OLD_UNIX_MODIFIED)))
                .or(() -> Optional.ofNullable(entry.getTimeLocal()).map(time -> time.toInstant(ZoneOffset.UTC)));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

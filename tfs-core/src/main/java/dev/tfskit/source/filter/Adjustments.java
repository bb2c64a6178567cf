// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Permissions;
import dev.tfskit.source.SourceEntry.Metadata;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Determines how the metadata of sources changes on its way into an image. Immutable.
 *
 * @param owner the owner of all entries, if overridden
 * @param keepsPermissions whether modes and owners are kept
 * @param keepsTimes whether times are kept
 * @param keepsExtendedAttributes whether extended attributes are kept
 * @param normal if present, drops the metadata in which copies of the same tree differ
 */
public record Adjustments(
        Optional<Owner> owner,
        boolean keepsPermissions,
        boolean keepsTimes,
        boolean keepsExtendedAttributes,
        Optional<Normal> normal) {

    /** Keeps everything unchanged. */
    public static final Adjustments NONE = new Adjustments(Optional.empty(), true, true, true, Optional.empty());

    /** Checks that no part is null. */
    public Adjustments {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(normal);
    }

    /**
     * The owner of all entries.
     *
     * @param user 0 to 2^32 - 1
     * @param group 0 to 2^32 - 1
     */
    public record Owner(long user, long group) {}

    /**
     * Drops the metadata that differs between a directory, a copy of it and an archive. Times are whole seconds and not
     * after the latest one, and absent if they would be 1970; access times are absent. The root has only the attributes
     * that configure the unikernel, because many archives do not name it.
     *
     * @param latest the latest time
     */
    public record Normal(Instant latest) {}

    /**
     * Wraps a source so that its entries have the adjusted attributes.
     *
     * @param source the source to adjust; closing the result closes it
     * @return the adjusted source
     */
    public TreeSource applyTo(TreeSource source) {
        return changesNothing() ? source : new AdjustedSource(source, this);
    }

    /** Compares field by field, because the JVM would have to make the equals of a record in each run. */
    private boolean changesNothing() {
        return owner.isEmpty() && keepsPermissions && keepsTimes && keepsExtendedAttributes && normal.isEmpty();
    }

    Metadata apply(Metadata metadata, Permissions usual, boolean isRoot) {
        return isRoot && normal.isPresent()
                ? new Metadata(Optional.empty(), Optional.empty(), Map.of(), others(metadata))
                : adjusted(metadata, permissions(metadata, usual));
    }

    /** Returns the metadata of a patch. Where it has no permissions, those of the patched entry stay. */
    Metadata applyToPatch(Metadata metadata) {
        return adjusted(
                metadata,
                metadata.permissions().isEmpty() ? Optional.empty() : permissions(metadata, Permissions.FILE));
    }

    private Metadata adjusted(Metadata metadata, Optional<Permissions> permissions) {
        return new Metadata(
                permissions,
                time(metadata),
                keepsExtendedAttributes ? metadata.extendedAttributes() : Map.of(),
                others(metadata));
    }

    /** Returns the other attributes; without the time of the last access where times are dropped or normal. */
    private Map<Symbol, Value> others(Metadata metadata) {
        if (keepsTimes && normal.isEmpty() || !metadata.others().containsKey(Attributes.ACCESSED)) {
            return metadata.others();
        }
        Map<Symbol, Value> others = new LinkedHashMap<>(metadata.others());
        others.remove(Attributes.ACCESSED);
        return others;
    }

    private Optional<Permissions> permissions(Metadata metadata, Permissions usual) {
        Optional<Permissions> kept = keepsPermissions ? metadata.permissions() : Optional.empty();
        if (owner.isEmpty()) {
            return kept;
        }
        return Optional.of(new Permissions(kept.orElse(usual).mode(), owner.get().user, owner.get().group));
    }

    private Optional<Instant> time(Metadata metadata) {
        if (!keepsTimes || normal.isEmpty() || metadata.modified().isEmpty()) {
            return keepsTimes ? metadata.modified() : Optional.empty();
        }
        Instant latest = normal.get().latest;
        Instant time = metadata.modified().get().truncatedTo(ChronoUnit.SECONDS);
        Instant clamped = time.isAfter(latest) ? latest : time;
        return clamped.isAfter(Instant.EPOCH) ? Optional.of(clamped) : Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The extents of a file as its tuple stores them, which may be damaged. All lists are in the order of the file. No
 * thread may change the tuple meanwhile.
 *
 * @param file the tuple of the file
 * @param volumeBlocks the size of the volume in blocks
 * @param admission decides whether the extents are read; otherwise the file is damaged, and has none
 */
record StoredExtents(Tuple file, long volumeBlocks, ExtentAdmission admission) {

    /** Makes an extent of what the volume stores. */
    @FunctionalInterface
    private interface ExtentReader {
        Extent read(Symbol key, Value value) throws TfsFormatException;
    }

    /**
     * Returns the extents. They may reach, or lie, behind the end of the file.
     *
     * @throws TfsFormatException when one is malformed, outside the volume, or overlaps another of the file
     */
    List<Extent> sound() throws TfsFormatException {
        return undamaged(this::readable);
    }

    /**
     * Returns all blocks that the file owns, whichever part of it they hold.
     *
     * @throws TfsFormatException when an extent is malformed or outside the volume
     */
    List<BlockRun> ownedBlocks() throws TfsFormatException {
        return undamaged(damages -> sorted(this::extent, damages)).stream()
                .filter(extent -> extent.allocated() > 0)
                .map(extent -> new BlockRun(extent.startBlock(), extent.allocated()))
                .toList();
    }

    private static List<Extent> undamaged(Function<Consumer<TfsFormatException>, List<Extent>> reading)
            throws TfsFormatException {
        List<TfsFormatException> damages = new ArrayList<>();
        List<Extent> extents = reading.apply(damages::add);
        if (!damages.isEmpty()) {
            throw damages.getFirst();
        }
        return extents;
    }

    /** Counts the blocks of all extents that are sound, in time in proportion to their number. */
    long countBlocks() {
        long blocks = 0;
        for (Extent extent : readable(_ -> {})) {
            blocks += extent.allocated();
        }
        return blocks;
    }

    /**
     * Returns the extents that are sound.
     *
     * @param damages receives the damage of each other extent
     */
    List<Extent> readable(Consumer<TfsFormatException> damages) {
        return disjoint(sorted(this::extent, damages), damages);
    }

    /**
     * Returns as much of the extents as can be read. Of an extent that reaches beyond the volume, or covers more blocks
     * than it owns, it has the blocks that the volume has and the file owns. Such a part ends where the next extent
     * begins.
     *
     * @param damages receives each damage, also that of an extent of which a part is returned
     */
    List<Extent> readableParts(Consumer<TfsFormatException> damages) {
        return disjoint(usableParts(sorted(Extent::asStored, damages), damages), damages);
    }

    private List<Extent> usableParts(List<Extent> stored, Consumer<TfsFormatException> damages) {
        List<Extent> parts = new ArrayList<>(stored.size());
        for (int i = 0; i < stored.size(); i++) {
            Extent extent = stored.get(i);
            try {
                extent.checkIsInside(volumeBlocks);
                parts.add(extent);
            } catch (TfsFormatException damage) {
                // A wrong length must not hide the next extent behind blocks of other files.
                long end = i + 1 < stored.size() ? stored.get(i + 1).fileBlock() : Long.MAX_VALUE;
                damages.accept(damage);
                parts.add(extent.usablePart(end, volumeBlocks));
            }
        }
        return parts;
    }

    private Extent extent(Symbol key, Value value) throws TfsFormatException {
        return Extent.of(key, value, volumeBlocks);
    }

    /** Returns the extents that can be read. */
    private List<Extent> sorted(ExtentReader reader, Consumer<TfsFormatException> damages) {
        Optional<Tuple> map = file.tuple(Attributes.EXTENTS);
        if (map.isEmpty()) {
            if (file.has(Attributes.EXTENTS)) {
                damages.accept(new TfsFormatException("the extents of the file are not a tuple"));
            }
            return List.of();
        }
        try {
            admission.check(file, map.get());
        } catch (TfsFormatException damage) {
            damages.accept(damage);
            return List.of();
        }
        List<Extent> found = new ArrayList<>(map.get().size());
        for (int i = 0; i < map.get().size(); i++) {
            try {
                found.add(reader.read(map.get().nameAt(i), map.get().valueAt(i)));
            } catch (TfsFormatException damage) {
                damages.accept(damage);
            }
        }
        found.sort((first, second) -> Long.compare(first.fileBlock(), second.fileBlock()));
        return found;
    }

    /** Leaves out each extent that overlaps one in front of it. */
    private static List<Extent> disjoint(List<Extent> sorted, Consumer<TfsFormatException> damages) {
        List<Extent> extents = new ArrayList<>(sorted.size());
        for (Extent extent : sorted) {
            if (!extents.isEmpty() && extent.fileBlock() < extents.getLast().fileEnd()) {
                damages.accept(new TfsFormatException("the extents at blocks "
                        + extents.getLast().fileBlock() + " and " + extent.fileBlock() + " of the file overlap"));
            } else {
                extents.add(extent);
            }
        }
        return extents;
    }
}

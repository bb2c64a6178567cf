package dev.tfskit.volume;

import dev.tfskit.NoSpaceException;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Encoding;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Identity;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The changes of a volume since its last commit, and the blocks that they may use. Only attributes of tuples that
 * the log holds already are noted: what is new is found from them. Not thread safe.
 */
final class Batch {

    private static final long LOG_RESERVE_BLOCKS = 2L * Extension.NEXT_BLOCKS;

    private final BlockDevice device;
    private final Tuple root;
    private final FreeSpace space;
    private final List<Extension> extensions = new ArrayList<>();
    private final LogWriter log;
    private final Encoder encoder;
    private final Map<Tuple, Set<Symbol>> changed = new LinkedHashMap<>();

    /**
     * The first batch of a fresh volume. Its log begins where the C tools put it, and the same blocks behind it stay free for
     * the log to grow, because a kernel that finds no such runs cannot write (docs/format.md, sections 2.1 and 5).
     */
    Batch(final BlockDevice device, final Identity identity, final Tuple root, final FreeSpace space) throws IOException {
        this.device = device;
        this.root = root;
        this.space = space;
        final Extension first = new Extension(0, Extension.FIRST_BLOCKS, Encoding.VERSION_5);
        space.claim(new BlockRun(first.startBlock(), first.blocks()));
        extensions.add(first);
        this.log = LogWriter.create(device, identity, this::allocateExtension);
        this.encoder = new Encoder(new Dictionary(), log);
        space.claim(new BlockRun(1 + Extension.NEXT_BLOCKS, LOG_RESERVE_BLOCKS));
    }

    /** Notes that an attribute was set or removed. */
    void changed(final Tuple tuple, final Symbol name) {
        if (tuple.number() != Composite.UNNUMBERED) {
            changed.computeIfAbsent(tuple, _ -> new LinkedHashSet<>()).add(name);
        }
    }

    BlockRun allocate(final long blocks) throws NoSpaceException {
        return space.allocate(blocks).orElseThrow(() -> new NoSpaceException(device.toString(),
                "no room for " + blocks * BlockDevice.BLOCK_BYTES + " bytes; a larger image is needed"));
    }

    void commit() throws IOException {
        if (root.number() == Composite.UNNUMBERED) {
            encoder.encode(root, root.sorted().stream().map(Tuple.Attribute::name).toList());
        }
        for (final Map.Entry<Tuple, Set<Symbol>> change : changed.entrySet()) {
            encoder.encode(change.getKey(), change.getValue());
        }
        log.commit();
        changed.clear();
    }

    List<Extension> extensions() {
        return List.copyOf(extensions);
    }

    long endOfUse() {
        return space.endOfUse();
    }

    private Extension allocateExtension() throws NoSpaceException {
        final BlockRun run = allocate(Extension.NEXT_BLOCKS);
        final Extension extension = new Extension(run.start(), run.length(), Encoding.VERSION_5);
        extensions.add(extension);
        return extension;
    }
}

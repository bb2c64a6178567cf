// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.ops.KlibDirectory;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The files of Nanos in a boot volume: the kernel, and below {@code /klib} the klibs that it loads. */
final class BootVolumeFiles implements TreeSource {

    private static final TreePath KERNEL = TreePath.ROOT.child(Symbol.of("kernel"));
    private static final TreePath KLIBS = TreePath.ROOT.child(Symbol.of("klib"));

    private final Iterator<SourceEntry> entries;

    private BootVolumeFiles(List<SourceEntry> entries) {
        this.entries = entries.iterator();
    }

    static BootVolumeFiles of(BootOptions options) throws IOException {
        List<SourceEntry> entries = new ArrayList<>();
        if (options.nanosKernel().isPresent()) {
            entries.add(file(KERNEL, options.nanosKernel().get()));
        }
        for (KlibDirectory.Klib klib : options.klibs()) {
            entries.add(file(KLIBS.child(Symbol.of(klib.name())), klib.file()));
        }
        return new BootVolumeFiles(entries);
    }

    /**
     * Leaves out times and modes: the kernel does not use them, and they would differ from build to build. Links are
     * followed, because the files of a release are links where a package manager installs it.
     */
    private static SourceEntry file(TreePath path, Path file) throws IOException {
        return new SourceEntry.File(path, SourceEntry.Metadata.NONE, Files.size(file), file.toRealPath());
    }

    @Override
    public Optional<SourceEntry> next() {
        return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
    }
}

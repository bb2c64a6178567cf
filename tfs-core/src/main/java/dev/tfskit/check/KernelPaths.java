// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks the paths that the Nanos kernel creates at boot. The kernel stops when an entry that it does not expect exists
 * at such a path (docs/format.md, section 3.1). One instance runs one check, on one thread.
 */
final class KernelPaths {

    private static final List<KernelPath> ALL = List.of(
            new KernelPath("dev/null", Expected.NOTHING),
            new KernelPath("dev/urandom", Expected.NOTHING),
            new KernelPath("proc/meminfo", Expected.NOTHING),
            new KernelPath("proc/mounts", Expected.NOTHING),
            new KernelPath("proc/self/maps", Expected.NOTHING),
            new KernelPath("proc/self/exe", Expected.LINK),
            new KernelPath("sys/devices/system/cpu/online", Expected.NOTHING),
            new KernelPath("sys/devices/system/cpu/cpu0", Expected.DIRECTORY));

    private final Tuple root;
    private final KnownBadInodes badInodes;
    private final FindingList findings;
    /** The entries reported already, because several paths share an entry. */
    private final Set<Tuple> reported = new HashSet<>();

    /** The kind of entry that may exist at a path when the kernel boots; a missing entry is always allowed. */
    private enum Expected {
        NOTHING("the kernel puts a file of its own there"),
        DIRECTORY("the kernel needs a directory there"),
        LINK("the kernel puts a link of its own there");

        private final String problem;

        Expected(String problem) {
            this.problem = problem;
        }

        boolean fits(Tuple inode) {
            return switch (this) {
                case NOTHING -> false;
                case DIRECTORY -> InodeKind.of(inode) == InodeKind.DIRECTORY;
                case LINK -> InodeKind.of(inode) == InodeKind.SYMBOLIC_LINK;
            };
        }
    }

    private record KernelPath(List<Symbol> names, Expected last) {

        KernelPath(String path, Expected last) {
            this(Stream.of(path.split("/")).map(Symbol::of).toList(), last);
        }
    }

    KernelPaths(Tuple root, KnownBadInodes badInodes, FindingList findings) {
        this.root = root;
        this.badInodes = badInodes;
        this.findings = findings;
    }

    void examine() {
        ALL.forEach(this::examine);
    }

    private void examine(KernelPath kernelPath) {
        Tuple at = root;
        TreePath path = TreePath.ROOT;
        for (int i = 0; i < kernelPath.names.size(); i++) {
            Symbol name = kernelPath.names.get(i);
            Optional<Tuple> entries = at.tuple(Attributes.CHILDREN);
            Optional<Tuple> inode = entries.flatMap(tuple -> tuple.tuple(name));
            if (inode.isEmpty() || badInodes.contains(inode.get())) {
                return;
            }
            at = inode.get();
            path = path.child(name);
            Expected expected = i == kernelPath.names.size() - 1 ? kernelPath.last : Expected.DIRECTORY;
            if (!expected.fits(at)) {
                if (reported.add(at)) {
                    findings.add(
                            Finding.of(FindingKind.KERNEL_PATH_TAKEN, expected.problem)
                                    .about(path),
                            entries.get(),
                            name);
                }
                return;
            }
        }
    }
}

package dev.tfskit.check;

import dev.tfskit.log.Extension;
import dev.tfskit.log.Identity;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Attributes;
import dev.tfskit.volume.TreePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Looks for what the Nanos kernel refuses, or stops at when it boots (docs/format.md, sections 3.1, 3.2 and 5). */
final class BootExamination {

    private static final Symbol PROGRAM = Symbol.of("program");
    private static final Symbol MOUNTS = Symbol.of("mounts");
    private static final int MAX_LINKS = 40;
    private static final long LOG_RUNS = 2;
    /** What the kernel makes itself: each step must be a directory if it is there, and the last must not be there. */
    private static final List<List<Symbol>> KERNEL_FILES = List.of(
            path("dev", "null"), path("dev", "urandom"), path("proc", "meminfo"));
    private static final List<List<Symbol>> KERNEL_FOLDERS = List.of(
            path("proc", "self"), path("sys", "devices", "system", "cpu"));
    private static final List<Symbol> KERNEL_LINK = path("proc", "self", "exe");

    private final Tuple root;
    private final Consumer<Finding> findings;
    private final Set<Integer> reported = new HashSet<>();

    BootExamination(final Tuple root, final Consumer<Finding> findings) {
        this.root = root;
        this.findings = findings;
    }

    private static List<Symbol> path(final String... names) {
        return List.of(names).stream().map(Symbol::of).toList();
    }

    void run(final Identity identity, final BlockOwners owners, final long volumeBlocks) {
        if (!identity.label().isPortable()) {
            findings.accept(Finding.of(FindingKind.LABEL_TOO_LONG, "the label has " + identity.label().text().length()
                    + " bytes; 31 are possible").at(0));
        }
        if (owners.freeRuns(volumeBlocks, Extension.NEXT_BLOCKS) < LOG_RUNS) {
            findings.accept(Finding.of(FindingKind.NO_ROOM_FOR_LOG, "fewer than two runs of " + Extension.NEXT_BLOCKS
                    + " free blocks, which the log needs to grow"));
        }
        examineProgram();
        root.tuple(MOUNTS).ifPresent(this::examineMounts);
        KERNEL_FILES.forEach(path -> examineKernelPath(path, Last.ABSENT));
        KERNEL_FOLDERS.forEach(path -> examineKernelPath(path, Last.DIRECTORY));
        examineKernelPath(KERNEL_LINK, Last.LINK);
    }

    private void examineProgram() {
        final Optional<Value> program = root.get(PROGRAM);
        if (program.isEmpty()) {
            return;
        }
        final boolean found = program.get() instanceof Text path && resolve(path).filter(BootExamination::isFile).isPresent();
        if (!found) {
            findings.accept(Finding.of(FindingKind.PROGRAM_MISSING, "the program "
                    + (program.get() instanceof Text path ? path.quoted() : "is no text and") + " is no file of the volume"));
        }
    }

    /** Volume to mount point, as a text. */
    private void examineMounts(final Tuple mounts) {
        for (final Tuple.Attribute mount : mounts.sorted()) {
            final boolean directory = mount.value() instanceof Text point
                    && resolve(point).filter(BootExamination::isDirectory).isPresent();
            if (!directory) {
                findings.accept(Finding.of(FindingKind.MOUNT_POINT_INVALID, "the volume " + mount.name() + " is to be mounted on "
                        + (mount.value() instanceof Text point ? point.quoted() : "no text") + ", which is no directory"));
            }
        }
    }

    /** What the kernel expects at the end of one of its own paths, if anything is there. */
    private enum Last { ABSENT, DIRECTORY, LINK }

    private void examineKernelPath(final List<Symbol> names, final Last expected) {
        Tuple at = root;
        TreePath path = TreePath.ROOT;
        for (final Symbol name : names) {
            path = path.child(name);
            final Optional<Tuple> next = at.tuple(Attributes.CHILDREN).flatMap(children -> children.tuple(name));
            if (next.isEmpty()) {
                return;
            }
            at = next.get();
            final boolean last = path.depth() == names.size();
            if (!last && !isDirectory(at)) {
                reportOnce(at, path, "the kernel needs a directory there");
                return;
            }
        }
        switch (expected) {
            case ABSENT -> reportOnce(at, path, "the kernel puts a file of its own there");
            case DIRECTORY -> {
                if (!isDirectory(at)) {
                    reportOnce(at, path, "the kernel needs a directory there");
                }
            }
            case LINK -> {
                if (!at.has(Attributes.LINK_TARGET)) {
                    reportOnce(at, path, "the kernel puts a link of its own there");
                }
            }
        }
    }

    /** Several of the kernel's paths lead through the same entry. */
    private void reportOnce(final Tuple inode, final TreePath path, final String problem) {
        if (reported.add(inode.number())) {
            findings.accept(Finding.of(FindingKind.KERNEL_PATH_TAKEN, problem).about(path));
        }
    }

    /** Follows a path through directories and links, as the kernel does. */
    private Optional<Tuple> resolve(final ByteString path) {
        final Deque<Tuple> way = new ArrayDeque<>();
        final Deque<Symbol> names = new ArrayDeque<>(split(path));
        way.push(root);
        int links = 0;
        while (!names.isEmpty()) {
            final Symbol name = names.pop();
            if (name.equals(Attributes.PARENT)) {
                if (way.size() > 1) {
                    way.pop();
                }
                continue;
            }
            final Optional<Tuple> next = way.peek().tuple(Attributes.CHILDREN).flatMap(children -> children.tuple(name));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            final Optional<Value> target = next.get().get(Attributes.LINK_TARGET);
            if (target.isEmpty() || isDirectory(next.get())) {
                way.push(next.get());
            } else if (target.get() instanceof Text text && links++ < MAX_LINKS) {
                if (text.length() > 0 && text.byteAt(0) == '/') {
                    way.clear();
                    way.push(root);
                }
                split(text).reversed().forEach(names::push);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(way.peek());
    }

    private static List<Symbol> split(final ByteString path) {
        final List<Symbol> names = new ArrayList<>();
        final byte[] bytes = path.toByteArray();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                final boolean self = i == start + 1 && bytes[start] == '.';
                if (i > start && !self) {
                    names.add(Symbol.copyOf(Arrays.copyOfRange(bytes, start, i)));
                }
                start = i + 1;
            }
        }
        return names;
    }

    private static boolean isDirectory(final Tuple inode) {
        return inode.tuple(Attributes.CHILDREN).isPresent();
    }

    private static boolean isFile(final Tuple inode) {
        return !isDirectory(inode) && !inode.has(Attributes.LINK_TARGET) && !inode.has(Attributes.SOCKET);
    }
}

package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Attributes;
import dev.tfskit.volume.Permissions;
import dev.tfskit.volume.TreePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Looks at one inode after the other: its kind, attributes and extents (docs/format.md, sections 3.1 and 3.3). */
final class InodeExamination {

    private static final Symbol READ_ONLY = Symbol.of("readonly");
    private static final Set<Symbol> KNOWN = Set.of(Attributes.CHILDREN, Attributes.EXTENTS, Attributes.FILE_LENGTH,
            Attributes.LINK_TARGET, Attributes.SOCKET, Attributes.LINK_COUNT, Attributes.MODIFIED, Attributes.ACCESSED,
            Attributes.PARENT, Attributes.PERMISSIONS, READ_ONLY);

    private final long volumeBlocks;
    private final BlockOwners owners;
    private final RecordHistory history;
    private final Consumer<Finding> findings;
    private final SortedMap<Symbol, Unknown> unknown = new TreeMap<>();

    private record Unknown(TreePath first, long count) {}

    private record Span(long start, long end, Tuple extent) {}

    InodeExamination(final long volumeBlocks, final BlockOwners owners, final RecordHistory history,
            final Consumer<Finding> findings) {
        this.volumeBlocks = volumeBlocks;
        this.owners = owners;
        this.history = history;
        this.findings = findings;
    }

    /** Looks at an inode; once for all its names. */
    void examine(final TreePath path, final Tuple inode) {
        examineKind(path, inode);
        examineAttributes(path, inode);
        examineFile(path, inode);
    }

    /** Looks at the part of the root's attributes that it shares with other inodes. */
    void examineRoot(final Tuple root) {
        examineAttribute(TreePath.ROOT, root, Attributes.MODIFIED);
        examineAttribute(TreePath.ROOT, root, Attributes.ACCESSED);
        examineAttribute(TreePath.ROOT, root, Attributes.PERMISSIONS);
    }

    private void examineKind(final TreePath path, final Tuple inode) {
        final List<Symbol> kinds = new ArrayList<>();
        for (final Symbol kind : List.of(Attributes.CHILDREN, Attributes.LINK_TARGET, Attributes.SOCKET, Attributes.EXTENTS)) {
            if (inode.has(kind)) {
                kinds.add(kind);
            }
        }
        if (kinds.size() > 1) {
            report(FindingKind.TWO_KINDS, path, inode, "it has " + kinds.get(0) + " and " + kinds.get(1));
        }
        inode.get(Attributes.CHILDREN).filter(value -> !(value instanceof Tuple)).ifPresent(_ ->
                report(FindingKind.ENTRY_NO_INODE, path, inode, "its children are no tuple"));
        inode.get(Attributes.LINK_TARGET).filter(value -> !(value instanceof Text)).ifPresent(_ ->
                report(FindingKind.TARGET_INVALID, path, inode, "its target is no text"));
    }

    private void examineAttributes(final TreePath path, final Tuple inode) {
        for (int i = 0; i < inode.size(); i++) {
            final Symbol name = inode.nameAt(i);
            if (!KNOWN.contains(name) && !isExtended(name)) {
                unknown.merge(name, new Unknown(path, 1), (first, _) -> new Unknown(first.first, first.count + 1));
            } else {
                examineAttribute(path, inode, name);
            }
        }
    }

    private void examineAttribute(final TreePath path, final Tuple inode, final Symbol name) {
        final Optional<Value> value = inode.get(name);
        if (value.isEmpty()) {
            return;
        }
        if (name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED)) {
            if (Int.from(value.get()).filter(number -> !number.negative()).isEmpty()) {
                report(FindingKind.TIME_INVALID, path, inode, name + " is no time");
            }
        } else if (isExtended(name) && !(value.get() instanceof Text)) {
            report(FindingKind.EXTENDED_ATTRIBUTE_INVALID, path, inode, "the extended attribute " + name + " is no text");
        } else if (name.equals(Attributes.PERMISSIONS) && value.get() instanceof Text text && Permissions.parse(text).isEmpty()) {
            report(FindingKind.PERMISSIONS_INVALID, path, inode, name + " is " + text + " where \"MODE UID GID\" is expected");
        }
    }

    private static boolean isExtended(final Symbol name) {
        final int dot = name.indexOf('.', 1);
        return dot > 0 && dot < name.length() - 1;
    }

    private void examineFile(final TreePath path, final Tuple inode) {
        final Optional<Value> length = inode.get(Attributes.FILE_LENGTH);
        if (length.isPresent() && Int.from(length.get()).filter(Int::isNonNegativeLong).isEmpty()) {
            report(FindingKind.LENGTH_INVALID, path, inode, "its length is " + shown(length.get())
                    + " where a number from 0 to 2^63 - 1 is expected");
        }
        final Optional<Value> extents = inode.get(Attributes.EXTENTS);
        if (extents.isPresent() && extents.get() instanceof Tuple map) {
            examineExtents(path, map);
        } else if (extents.isPresent()) {
            report(FindingKind.EXTENT_INVALID, path, inode, "its extents are no tuple");
        }
    }

    private void examineExtents(final TreePath path, final Tuple map) {
        final List<Span> spans = new ArrayList<>(map.size());
        for (int i = 0; i < map.size(); i++) {
            examineExtent(path, map, map.nameAt(i), map.valueAt(i)).ifPresent(spans::add);
        }
        spans.sort(Comparator.comparingLong(Span::start));
        for (int i = 1; i < spans.size(); i++) {
            if (spans.get(i).start < spans.get(i - 1).end) {
                report(FindingKind.EXTENTS_OVERLAP, path, spans.get(i).extent, "two extents cover its blocks "
                        + spans.get(i).start + " to " + (Math.min(spans.get(i).end, spans.get(i - 1).end) - 1));
            }
        }
    }

    private Optional<Span> examineExtent(final TreePath path, final Tuple map, final Symbol key, final Value value) {
        final Optional<Long> fileBlock = Int.parseDecimal(key).filter(Int::isNonNegativeLong).map(Int::magnitude)
                .filter(block -> block <= Long.MAX_VALUE / BlockDevice.BLOCK_BYTES);
        if (fileBlock.isEmpty()) {
            report(FindingKind.EXTENT_INVALID, path, map, "an extent at " + key + " where a decimal block number is expected");
            return Optional.empty();
        }
        if (!(value instanceof Tuple extent)) {
            report(FindingKind.EXTENT_INVALID, path, map, "the extent at its block " + key + " is no tuple");
            return Optional.empty();
        }
        for (final Symbol name : List.of(Attributes.EXTENT_OFFSET, Attributes.EXTENT_LENGTH, Attributes.EXTENT_ALLOCATED)) {
            if (number(extent, name).isEmpty()) {
                report(FindingKind.EXTENT_INVALID, path, extent, "the extent at its block " + key + " has no valid " + name);
                return Optional.empty();
            }
        }
        final long start = number(extent, Attributes.EXTENT_OFFSET).orElseThrow();
        final long length = number(extent, Attributes.EXTENT_LENGTH).orElseThrow();
        final long allocated = number(extent, Attributes.EXTENT_ALLOCATED).orElseThrow();
        if (allocated < length) {
            report(FindingKind.EXTENT_SHORT, path, extent, "the extent at its block " + key + " covers " + length
                    + " blocks and owns " + allocated);
            return Optional.empty();
        }
        if (start > volumeBlocks || allocated > volumeBlocks - start) {
            report(FindingKind.EXTENT_OUTSIDE, path, extent, "the extent at its block " + key + " has " + allocated
                    + " blocks from block " + start + " of a volume of " + volumeBlocks);
            return Optional.empty();
        }
        owners.add(path, extent, start, allocated);
        return Optional.of(new Span(fileBlock.get(), fileBlock.get() + length, extent));
    }

    private static Optional<Long> number(final Tuple extent, final Symbol name) {
        return extent.get(name).flatMap(Int::from).filter(Int::isNonNegativeLong).map(Int::magnitude);
    }

    private static String shown(final Value value) {
        return switch (value) {
            case Int number -> number.toString();
            case Text text -> text.quoted();
            default -> "no number";
        };
    }

    /** Tells of attributes without a known meaning, each once for the whole volume. */
    void reportUnknown() {
        unknown.forEach((name, found) -> findings.accept(Finding.of(FindingKind.ATTRIBUTE_UNKNOWN, "the attribute " + name
                + " has no known meaning" + (found.count == 1 ? "" : "; " + found.count + " inodes have it")).about(found.first)));
    }

    private void report(final FindingKind kind, final TreePath path, final Tuple tuple, final String problem) {
        findings.accept(history.locate(Finding.of(kind, problem).about(path), tuple));
    }
}

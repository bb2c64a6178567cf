// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks the kind and the attributes of inodes (docs/format.md, section 3.1), not their entries and extents. One
 * instance runs one check, on one thread.
 */
final class InodeChecker {

    private static final Symbol READ_ONLY = Symbol.of("readonly");
    private static final Set<Symbol> KNOWN = Set.of(
            Attributes.CHILDREN,
            Attributes.EXTENTS,
            Attributes.FILE_LENGTH,
            Attributes.LINK_TARGET,
            Attributes.SOCKET,
            Attributes.LINK_COUNT,
            Attributes.MODIFIED,
            Attributes.ACCESSED,
            Attributes.PARENT,
            Attributes.PERMISSIONS,
            Attributes.NODE,
            READ_ONLY);
    private static final List<Symbol> KINDS =
            List.of(Attributes.CHILDREN, Attributes.LINK_TARGET, Attributes.SOCKET, Attributes.EXTENTS);

    private final KnownBadInodes badInodes;
    private final FindingList findings;
    private final Map<Symbol, Unknown> unknown = new HashMap<>();

    private record Unknown(TreePath first, long count) {}

    InodeChecker(KnownBadInodes badInodes, FindingList findings) {
        this.badInodes = badInodes;
        this.findings = findings;
    }

    /** Checks an inode. An inode with several names is checked once. */
    void examine(TreePath path, Tuple inode) {
        examineKind(path, inode, InodeKind.of(inode) == InodeKind.DIRECTORY);
        for (int i = 0; i < inode.size(); i++) {
            examineAttribute(path, inode, inode.nameAt(i), inode.valueAt(i));
        }
    }

    /** Checks the root, which is a directory even without children and may have any other attributes. */
    void examineRoot(Tuple root) {
        examineKind(TreePath.ROOT, root, true);
        for (Symbol name : List.of(Attributes.MODIFIED, Attributes.ACCESSED, Attributes.PERMISSIONS, Attributes.NODE)) {
            root.get(name).ifPresent(value -> examineAttribute(TreePath.ROOT, root, name, value));
        }
    }

    /**
     * Checks that the inode has one kind. An attribute with a value of the wrong type does not count as a second kind,
     * because it is a finding of its own.
     */
    private void examineKind(TreePath path, Tuple inode, boolean directory) {
        Optional<Value> target = inode.get(Attributes.LINK_TARGET);
        boolean link = target.isPresent() && target.get() instanceof Text;
        if (target.isPresent() && !link) {
            badInodes.add(inode);
            report(
                    FindingKind.TARGET_INVALID,
                    "its target is " + Values.shown(target.get()) + " where a string is expected",
                    path,
                    inode,
                    Attributes.LINK_TARGET);
        }
        if (target.isPresent() && target.get() instanceof Text text) {
            examineTarget(path, inode, text);
        }
        int count = (directory ? 1 : 0)
                + (link ? 1 : 0)
                + (inode.has(Attributes.SOCKET) ? 1 : 0)
                + (inode.tuple(Attributes.EXTENTS).isPresent() ? 1 : 0);
        if (count > 1) {
            badInodes.add(inode);
            List<Symbol> kinds = KINDS.stream()
                    .filter(kind -> inode.has(kind) || directory && kind.equals(Attributes.CHILDREN))
                    .toList();
            report(
                    FindingKind.TWO_KINDS,
                    "it has "
                            + String.join(
                                    " and ", kinds.stream().map(Symbol::decode).toList()),
                    path,
                    inode,
                    kinds.toArray(Symbol[]::new));
        }
    }

    private void examineTarget(TreePath path, Tuple inode, Text target) {
        if (target.length() == 0 || target.length() > Limits.TARGET_BYTES) {
            reportTarget(
                    "its target has " + Messages.bytes(target.length()) + "; 1 to " + Limits.TARGET_BYTES
                            + " are possible",
                    path,
                    inode);
        } else if (target.contains('\0')) {
            reportTarget("its target contains a NUL", path, inode);
        }
    }

    private void reportTarget(String problem, TreePath path, Tuple inode) {
        badInodes.add(inode);
        report(FindingKind.TARGET_IMPOSSIBLE, problem, path, inode, Attributes.LINK_TARGET);
    }

    private void examineAttribute(TreePath path, Tuple inode, Symbol name, Value value) {
        boolean isExtended = Attributes.isExtended(name);
        if (name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED)) {
            if (Int.from(value).filter(number -> !number.negative()).isEmpty()) {
                report(
                        FindingKind.TIME_INVALID,
                        name + " is " + Values.shown(value) + " where a time is expected",
                        path,
                        inode,
                        name);
            }
        } else if ((isExtended || name.equals(Attributes.PERMISSIONS) || name.equals(Attributes.NODE))
                && !(value instanceof Text)) {
            report(
                    FindingKind.EXTENDED_ATTRIBUTE_INVALID,
                    "the extended attribute " + Values.quoted(name) + " is not a string",
                    path,
                    inode,
                    name);
        } else if (name.equals(Attributes.PERMISSIONS)
                && value instanceof Text text
                && Permissions.parse(text).isEmpty()) {
            report(
                    FindingKind.PERMISSIONS_INVALID,
                    name + " is " + Values.shown(value) + " where \"MODE UID GID\" is expected",
                    path,
                    inode,
                    name);
        } else if (name.equals(Attributes.NODE) && value instanceof Text text) {
            examineNode(path, inode, text);
        } else if (!KNOWN.contains(name) && !isExtended) {
            unknown.merge(name, new Unknown(path, 1), (first, _) -> new Unknown(first.first, first.count + 1));
        }
    }

    private void examineNode(TreePath path, Tuple inode, Text node) {
        InodeKind kind = InodeKind.of(inode);
        if (SpecialNode.parse(node).isEmpty()) {
            reportNode(
                    "is " + Values.shown(node) + " where \"fifo\", \"char MAJOR MINOR\" or \"block MAJOR MINOR\" is "
                            + "expected",
                    path,
                    inode);
        } else if (kind == InodeKind.FILE) {
            reportNode("is on a file that is not empty", path, inode);
        } else if (kind == InodeKind.DIRECTORY || kind == InodeKind.SYMBOLIC_LINK || kind == InodeKind.SOCKET) {
            reportNode("is on a " + kind, path, inode);
        }
    }

    private void reportNode(String problem, TreePath path, Tuple inode) {
        report(FindingKind.SPECIAL_FILE_INVALID, Attributes.NODE + " " + problem, path, inode, Attributes.NODE);
    }

    /** Reports attributes without a known meaning, each once per volume. */
    void reportUnknown() {
        new TreeMap<>(unknown)
                .forEach((name, found) -> findings.add(Finding.of(
                                FindingKind.ATTRIBUTE_UNKNOWN,
                                "the attribute " + Values.quoted(name) + " has no known meaning"
                                        + (found.count == 1 ? "" : "; " + found.count + " inodes have it"))
                        .about(found.first)));
    }

    private void report(FindingKind kind, String problem, TreePath path, Tuple inode, Symbol... blamed) {
        findings.add(Finding.of(kind, problem).about(path), inode, blamed);
    }
}

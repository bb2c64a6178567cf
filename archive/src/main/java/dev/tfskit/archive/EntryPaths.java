// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Converts the names in an archive to paths. It remembers the directories of the last name, so that consecutive entries
 * share them. Not thread-safe.
 */
final class EntryPaths {

    private final String archive;
    private final int strippedNames;
    private byte[] lastName = {};
    /** The parts of the last name, from its first directory on. */
    private final List<Part> parts = new ArrayList<>();
    /** The parts of the last path in the image, from its first directory on. */
    private final List<Stripped> stripped = new ArrayList<>();

    /**
     * Creates a converter.
     *
     * @param strippedNames the number of names that {@link #inImage} removes from the front of a path; as in tar, a dot
     *     is a name, too
     */
    EntryPaths(String archive, int strippedNames) {
        this.archive = archive;
        this.strippedNames = strippedNames;
    }

    /** A path in the archive, and its path in the image. */
    private record Stripped(TreePath named, TreePath inImage) {}

    /** A directory or entry of the last name, and the offset in the name behind it. */
    private record Part(TreePath path, int end) {}

    /**
     * Returns the path of a name in the archive, without slashes at its start and end, empty names and dots. Only the
     * names that {@link #inImage} removes can be dots. It can hold names that {@link #check} refuses.
     */
    TreePath named(byte[] name) {
        int common = Arrays.mismatch(lastName, name);
        while (!parts.isEmpty() && common >= 0 && !endsBefore(common, name)) {
            parts.removeLast();
        }
        int start = parts.isEmpty() ? 0 : parts.getLast().end;
        TreePath path = parts.isEmpty() ? TreePath.ROOT : parts.getLast().path;
        while (start < name.length) {
            int end = start;
            while (end < name.length && name[end] != '/') {
                end++;
            }
            boolean isDot = end == start + 1 && name[start] == '.';
            if (end > start && !(isDot && path.depth() >= strippedNames)) {
                path = path.child(Symbol.wrap(Arrays.copyOfRange(name, start, end)));
                parts.add(new Part(path, end));
            }
            start = end + 1;
        }
        lastName = name;
        return path;
    }

    /**
     * Returns whether the last part ends within what both names have in common, and ends there in the new name, too.
     */
    private boolean endsBefore(int common, byte[] name) {
        int end = parts.getLast().end;
        return end <= common && (end == name.length || name[end] == '/');
    }

    /** Returns the path that an entry has in the image; empty when no name is left. */
    Optional<TreePath> inImage(TreePath path) {
        if (strippedNames == 0) {
            return Optional.of(path);
        }
        if (path.depth() <= strippedNames) {
            return Optional.empty();
        }
        Deque<TreePath> missing = new ArrayDeque<>();
        TreePath at = path;
        while (at.depth() > strippedNames && !isLastStripped(at)) {
            missing.push(at);
            at = at.parent().orElseThrow();
        }
        stripped.subList(at.depth() - strippedNames, stripped.size()).clear();
        for (TreePath next : missing) {
            TreePath above = stripped.isEmpty() ? TreePath.ROOT : stripped.getLast().inImage;
            stripped.add(new Stripped(next, above.child(next.name())));
        }
        return Optional.of(stripped.getLast().inImage);
    }

    private boolean isLastStripped(TreePath path) {
        int index = path.depth() - strippedNames - 1;
        return index < stripped.size() && stripped.get(index).named.equals(path);
    }

    /**
     * Refuses a path that cannot be in a tree.
     *
     * @param name as it stands in the archive
     * @throws ArchiveException naming the archive and the entry
     */
    void check(TreePath path, byte[] name) throws ArchiveException {
        Optional<String> fault = fault(path);
        if (fault.isPresent()) {
            throw refusal(name, fault.get());
        }
    }

    /**
     * Refuses a hard link to a path that cannot be in a tree.
     *
     * @param file the path to which the link leads
     * @param name the name of the link, as it stands in the archive
     * @param target the target of the link, as it stands in the archive
     * @throws ArchiveException naming the archive, the entry and the target
     */
    void checkHardLink(TreePath file, byte[] name, byte[] target) throws ArchiveException {
        Optional<String> fault = fault(file);
        if (fault.isPresent()) {
            throw refusal(name, "is a hard link to " + Text.wrap(target).quoted() + ", which " + fault.get());
        }
    }

    /** Returns why a path cannot be in a tree; empty if it can. */
    private static Optional<String> fault(TreePath path) {
        for (TreePath at = path; at.parent().isPresent(); at = at.parent().get()) {
            Symbol part = at.name();
            if (part.equals(Attributes.PARENT)) {
                return Optional.of("leads upwards with ..");
            }
            if (part.length() > Limits.NAME_BYTES) {
                return Optional.of("has a name of " + part.length() + " bytes, and at most " + Limits.NAME_BYTES
                        + " are possible");
            }
            if (part.contains('\0')) {
                return Optional.of("has a NUL in its name");
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the exception for an entry that has the path of the root and is not a directory.
     *
     * @param name as it stands in the archive
     * @param kind what the entry is, such as {@code hard link}
     * @return the exception, which names the archive and the entry
     */
    ArchiveException notARoot(byte[] name, String kind) {
        return new ArchiveException(
                archive,
                name.length == 0
                        ? "there is an entry without a name; it is damaged: copy or make it again"
                        : "the root cannot be a " + kind + ", as the entry "
                                + Text.wrap(name).quoted() + " is; make the archive without it");
    }

    /**
     * Refuses a target that no symbolic link can have: an empty one, or one with a NUL.
     *
     * @param name the name of the link, as it stands in the archive
     * @param target the target of the link
     * @throws ArchiveException naming the archive and the entry
     */
    void checkTarget(byte[] name, Text target) throws ArchiveException {
        if (target.length() == 0) {
            throw refusal(name, "is a symbolic link without a target");
        }
        if (target.contains('\0')) {
            throw refusal(name, "is a symbolic link with a NUL in its target");
        }
    }

    private ArchiveException refusal(byte[] name, String problem) {
        return new ArchiveException(
                archive,
                "the entry " + Text.wrap(name).quoted() + " " + problem
                        + "; leave it out with --exclude, or make the archive without it");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.cpio.CpioMember;
import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inodes with several names in a cpio archive. The archive stores the contents of such a file once, mostly with the
 * last name; the other names wait for it. Not thread-safe.
 */
final class LinkedInodes {

    private final CpioEntries entries;
    private final Consumer<SourceEntry> ready;
    private final Map<Key, LinkedInode> inodes = new LinkedHashMap<>();

    /**
     * What all names of an inode have in common. The number is not enough: programs cut it to 32 bits, and write zero
     * if they do not know it. Comparable for the same reason as the number.
     */
    private record Key(CpioMember.InodeNumber inode, int kind) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::inode).thenComparingInt(Key::kind);

        static Key of(CpioMember member) {
            return new Key(member.inode(), CpioEntries.kind(member));
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** An inode with several names. Some of the names may have been read. */
    private static final class LinkedInode {

        private final CpioMember member;
        private final Deque<TreePath> waiting = new ArrayDeque<>();
        /** The name to which the other names are links; null until the inode is returned. */
        private @Nullable TreePath first;
        /** Makes its entry; null until its content has come. */
        private @Nullable IoFunction<TreePath, SourceEntry> entry;

        private long names;

        LinkedInode(CpioMember member) {
            this.member = member;
        }
    }

    /**
     * Creates it, without inodes.
     *
     * @param entries makes the entries
     * @param ready receives each entry, and the links to it, when its content has come
     */
    LinkedInodes(CpioEntries entries, Consumer<SourceEntry> ready) {
        this.entries = entries;
        this.ready = ready;
    }

    /**
     * Adds a member, which is one name of an inode with several names.
     *
     * @param named its path in the archive
     * @param path its path in the image; null for a name that stays out
     */
    void add(CpioMember member, TreePath named, @Nullable TreePath path) throws IOException {
        Key key = Key.of(member);
        LinkedInode inode = inodes.computeIfAbsent(key, _ -> new LinkedInode(member));
        if (path != null && inode.first != null && inode.entry != null && !lacksContent(member)) {
            SourceEntry own = entries.entry(member, path).apply(path);
            if (!isSameInode(own, inode.entry.apply(path), member)) {
                ready.accept(own);
                return;
            }
        }
        inode.names++;
        if (inode.first != null) {
            if (path != null) {
                ready.accept(new SourceEntry.HardLink(path, inode.first));
            }
        } else {
            if (path != null) {
                inode.waiting.add(path);
            }
            if (!lacksContent(member)) {
                TreePath first = inode.waiting.peek();
                inode.entry = first == null ? entries.keptEntry(member, named) : entries.entry(member, first);
            }
            if (inode.entry != null && !inode.waiting.isEmpty()) {
                add(inode, inode.entry);
            }
        }
        if (inode.names == member.links()) {
            addEmpty(inode);
            inodes.remove(key);
        }
    }

    /**
     * Ends the inode that a member is a name of. Another member with its number and kind is then one of another inode.
     */
    void endInode(CpioMember name) throws IOException {
        LinkedInode inode = inodes.remove(Key.of(name));
        if (inode != null) {
            addEmpty(inode);
        }
    }

    /** Ends an archive. Programs number the files of each from the same number on, so no number holds beyond it. */
    void endArchive() throws IOException {
        for (LinkedInode inode : inodes.values()) {
            addEmpty(inode);
        }
        inodes.clear();
    }

    private static boolean hasKnownInode(CpioMember member) {
        return member.inode().number() != 0;
    }

    /**
     * Returns whether a member that lacks nothing is a name of a known inode. A difference shows that their numbers are
     * equal by chance. The contents of files cannot be compared, because they can be read only once.
     *
     * @param own the entry of the member
     * @param known the entry that the inode would have at the same path
     */
    private static boolean isSameInode(SourceEntry own, SourceEntry known, CpioMember member) {
        return own instanceof SourceEntry.File file && known instanceof SourceEntry.File other
                ? hasKnownInode(member)
                        && file.size() == other.size()
                        && file.metadata().equals(other.metadata())
                : own.equals(known);
    }

    /** Returns whether the content may come with another name: programs store it once, or with each name. */
    private static boolean lacksContent(CpioMember member) {
        int kind = CpioEntries.kind(member);
        return member.size() == 0 && (kind == ModeBits.FILE || kind == ModeBits.LINK);
    }

    /** Adds an inode under its first name, and links for the other names that wait. */
    private void add(LinkedInode inode, IoFunction<TreePath, SourceEntry> entry) throws IOException {
        TreePath first = inode.waiting.remove();
        ready.accept(entry.apply(first));
        inode.waiting.forEach(each -> ready.accept(new SourceEntry.HardLink(each, first)));
        inode.waiting.clear();
        inode.first = first;
    }

    /** Adds an empty file, because the archive has no contents for any of its names. */
    private void addEmpty(LinkedInode inode) throws IOException {
        if (!inode.waiting.isEmpty()) {
            add(inode, entries.entry(inode.member, inode.waiting.getFirst()));
        }
    }
}

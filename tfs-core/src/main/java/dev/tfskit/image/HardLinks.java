// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The hard links of one source: finds the files that they name, and keeps the links that come before their files. Not
 * thread-safe.
 */
final class HardLinks {

    private final SourceSubject subject;
    /** A lookup of its own, because first names may be far from the entries that are being added. */
    private final DirectoryLookup firstNames;
    /** The links whose file has not come yet, by their paths. */
    private final Map<TreePath, SourceEntry.HardLink> waiting = new LinkedHashMap<>();
    /** The paths of entries of the source that cannot go in. */
    private final Set<TreePath> absent = new HashSet<>();

    HardLinks(Volume volume, SourceSubject subject) {
        this.firstNames = new DirectoryLookup(volume);
        this.subject = subject;
    }

    /** Forgets all directories. Call this when directories were removed. */
    void forgetDirectories() {
        firstNames.forget();
    }

    /**
     * Finds the file that a link names.
     *
     * @return the file; empty when it is not in the volume
     * @throws FileSystemException when the link names a directory, or its path leads nowhere
     */
    Optional<Inode> find(SourceEntry.HardLink link) throws IOException {
        Optional<TreePath> directoryOfFirst = link.first().parent();
        Optional<Directory> directory;
        try {
            directory = directoryOfFirst.isEmpty()
                    ? Optional.empty()
                    : firstNames.find(directoryOfFirst.get(), (_, _) -> Optional.empty());
        } catch (FileSystemException e) {
            throw e.getReason() == null
                    ? e
                    : subject.refusal(link.path(), "is a hard link to " + link.first() + ", which " + e.getReason());
        }
        Optional<Inode> found = directory.isEmpty()
                ? Optional.empty()
                : directory.get().find(link.first().name());
        if (found.isPresent() && found.get() instanceof Directory) {
            throw subject.refusal(
                    link.path(), "is a hard link to " + link.first() + ", which is a directory; leave it out");
        }
        return found;
    }

    /** Finds the file of a link that cannot wait for it. */
    Inode existing(SourceEntry.HardLink link) throws IOException {
        return find(link).orElseThrow(() -> withoutFile(link));
    }

    /** Keeps a link until its file has come. */
    void await(SourceEntry.HardLink link) {
        waiting.put(link.path(), link);
    }

    /** Forgets what the source had at a path, because another entry takes the path. */
    void replace(TreePath path) {
        waiting.remove(path);
        absent.remove(path);
    }

    /** Notes that the source has an entry at a path that cannot go in, and forgets what it had there before. */
    void addAbsence(TreePath path) {
        waiting.remove(path);
        absent.add(path);
    }

    /**
     * Makes the links whose files have come after them. A file may itself be such a link.
     *
     * @param maker makes a link whose file is in the volume
     * @param leaver receives a link whose file cannot go in
     * @throws FileSystemException when the source has no file for a link
     */
    void makeWaiting(IoConsumer<SourceEntry.HardLink> maker, IoConsumer<SourceEntry.HardLink> leaver)
            throws IOException {
        Map<TreePath, List<SourceEntry.HardLink>> byFile = new HashMap<>();
        Deque<SourceEntry.HardLink> possible = new ArrayDeque<>();
        for (SourceEntry.HardLink link : waiting.values()) {
            byFile.computeIfAbsent(link.first(), _ -> new ArrayList<>()).add(link);
            if (find(link).isPresent()) {
                possible.add(link);
            }
        }
        acceptChains(possible, byFile, maker);
        Deque<SourceEntry.HardLink> impossible = new ArrayDeque<>();
        for (TreePath path : absent) {
            impossible.addAll(byFile.getOrDefault(path, List.of()));
        }
        acceptChains(impossible, byFile, leaver);
        if (!waiting.isEmpty()) {
            SourceEntry.HardLink last = lastOfChain(waiting.values().iterator().next());
            throw waiting.containsKey(last.first()) ? inCircle(last) : withoutFile(last);
        }
    }

    /** Passes on links that wait no longer, the links to them, and so on. */
    private void acceptChains(
            Deque<SourceEntry.HardLink> next,
            Map<TreePath, List<SourceEntry.HardLink>> byFile,
            IoConsumer<SourceEntry.HardLink> receiver)
            throws IOException {
        while (!next.isEmpty()) {
            SourceEntry.HardLink link = next.remove();
            waiting.remove(link.path());
            receiver.accept(link);
            next.addAll(Optional.ofNullable(byFile.remove(link.path())).orElse(List.of()));
        }
    }

    /** Returns the first link from here on whose file is no waiting link, or one that leads back to a link before. */
    private SourceEntry.HardLink lastOfChain(SourceEntry.HardLink start) {
        Set<TreePath> passed = new HashSet<>();
        SourceEntry.HardLink link = start;
        while (passed.add(link.path()) && waiting.containsKey(link.first())) {
            link = Objects.requireNonNull(waiting.get(link.first()));
        }
        return link;
    }

    private FileSystemException inCircle(SourceEntry.HardLink link) {
        return subject.refusal(
                link.path(),
                "is a hard link to " + link.first() + ", which leads back to it; put a file at one of the paths");
    }

    private FileSystemException withoutFile(SourceEntry.HardLink link) {
        return subject.refusal(
                link.path(),
                "is a hard link to " + link.first() + ", which is missing; add " + link.first()
                        + ", or leave the link out");
    }
}

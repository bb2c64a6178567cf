// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.BytesContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The entries that a configuration puts into an image. A later entry replaces an earlier one with the same path. Where
 * the image has a link that leads to a directory, no directory replaces it: what goes below it goes to where the link
 * leads. Not thread-safe.
 */
public final class ImageEntries {

    private static final String GLOB_CHARACTERS = "*?[\\";
    private static final String MAPPED = "MapDirs";
    private static final String ELSEWHERE = "use MapDirs to put a file elsewhere";
    private static final String COMMON = "a file that ops puts into every image";
    private static final String USERS = "/etc/passwd";

    private final SortedMap<TreePath, Selected> entries = new TreeMap<>();
    private final SortedSet<TreePath> followed = new TreeSet<>();
    /** Where directories are, by the paths that keys have for them. */
    private final Map<TreePath, Place> directories = new HashMap<>();

    private final SourceTree before;
    private final Consumer<Notice> notices;

    /**
     * An entry and why it goes in.
     *
     * @param entry the entry
     * @param reason the key of the configuration and its value
     */
    private record Selected(SourceEntry entry, String reason) {}

    /**
     * A place in the image.
     *
     * @param path its path without links
     * @param links the links that lead to it
     */
    private record Place(TreePath path, List<TreePath> links) {

        Place child(Symbol name) {
            return new Place(path.child(name), links);
        }
    }

    /**
     * A directory that is copied.
     *
     * @param source its path in the tree that it comes from
     * @param image where it goes
     */
    private record Copied(TreePath source, Place image) {}

    /**
     * Creates an empty list.
     *
     * @param before what the image has before
     * @param notices receives a notice about each pattern that matches nothing
     */
    ImageEntries(SourceTree before, Consumer<Notice> notices) {
        this.before = before;
        this.notices = notices;
    }

    /**
     * Returns the entries in the order of their paths, from the start each time.
     *
     * @return a new source
     */
    public TreeSource source() {
        Iterator<Selected> remaining = List.copyOf(entries.values()).iterator();
        return () -> remaining.hasNext() ? Optional.of(remaining.next().entry()) : Optional.empty();
    }

    /**
     * Returns why each entry goes in, such as {@code Dirs static}.
     *
     * @return the key of the configuration and its value for each path, in the order of the paths
     */
    public SortedMap<TreePath, String> reasons() {
        SortedMap<TreePath, String> reasons = new TreeMap<>();
        entries.forEach((path, selected) -> reasons.put(path, selected.reason()));
        return reasons;
    }

    /**
     * Returns the links on the ways to the entries. They must stay in the image.
     *
     * @return the paths of the links, in order
     */
    public SortedSet<TreePath> followedLinks() {
        return Collections.unmodifiableSortedSet(followed);
    }

    /** Makes the files that ops puts into every image, the one of users only where there is none yet. */
    void addCommonFiles(List<String> nameServers) throws IOException {
        StringBuilder resolver = new StringBuilder();
        nameServers.forEach(
                server -> resolver.append("nameserver ").append(server).append('\n'));
        addText("/etc/resolv.conf", resolver.toString(), "NameServers");
        if (!entries.containsKey(withoutLinks(imagePath(USERS, ELSEWHERE)).path())) {
            addText(USERS, "root:x:0:0:root:/root:/bin/nobash\n", COMMON);
        }
        addText("/proc/sys/kernel/hostname", "uniboot", COMMON);
    }

    private void addText(String path, String text, String reason) throws IOException {
        BytesContent bytes = new BytesContent(text);
        SourceEntry.Metadata metadata =
                new SourceEntry.Metadata(Optional.of(Permissions.FILE), Optional.empty(), Map.of(), Map.of());
        Place target = withoutLinks(imagePath(path, ELSEWHERE));
        put(new SourceEntry.File(target.path(), metadata, bytes.length(), bytes), target, reason);
    }

    /**
     * Adds a file.
     *
     * @param key the key of the configuration that names the file
     */
    void addFile(String key, String path, NamedFiles files) throws IOException {
        TreePath target = imagePath(path, ELSEWHERE);
        if (files.isDirectory(path)) {
            throw new FileSystemException(path, null, "is a directory; name it in Dirs instead of Files");
        }
        Place place = withoutLinks(target);
        put(files.file(path, place.path()), place, reason(key, path));
    }

    /**
     * Adds a directory with everything below it; links stay links.
     *
     * @param key the key of the configuration that names the directory
     */
    void addDirectory(String key, String path, NamedFiles files) throws IOException {
        addTree(files.directory(path), imagePath(path, ELSEWHERE), reason(key, path));
    }

    /** Adds all entries of a tree. */
    void addTree(SourceTree tree, TreePath target, String reason) throws IOException {
        addBelow(tree, target, _ -> true, reason);
    }

    /**
     * Adds what a key of {@code MapDirs} names: in the directory before its last name and at any depth below, the
     * entries whose own names match the last name. They keep their paths below the target.
     */
    void addMapped(String key, String target, NamedFiles files) throws IOException {
        TreePath below = imagePath(target, "correct it in MapDirs");
        int slash = key.lastIndexOf('/');
        String pattern = key.substring(slash + 1);
        boolean isPattern = pattern.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
        if (!isPattern && files.isDirectory(key)) {
            addTree(files.directory(key), below, reason(MAPPED, key));
            return;
        }
        SourceTree from = files.directory(slash < 0 ? "." : key.substring(0, Math.max(slash, 1)));
        if (!addBelow(from, below, matcher(key, pattern), reason(MAPPED, key))) {
            notices.accept(new Notice(key, "matches nothing; correct it in MapDirs or remove it"));
        }
    }

    private static Predicate<Symbol> matcher(String key, String pattern) throws FileSystemException {
        try {
            return new NamePattern(pattern)::matches;
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(
                    key,
                    null,
                    "is not a valid pattern of MapDirs; close each bracket, begin each range with its lower end, put "
                            + "a backslash before a - or ] that stands for itself, and end with no single backslash");
        }
    }

    /**
     * Adds the directory on which a volume is mounted: the path up to {@code :ro}. ops makes the path up to the first
     * colon, but the kernel cuts off nothing else.
     */
    void addMountPoint(String path) throws IOException {
        TreePath directory = imagePath(RootAttributes.mountPoint(Text.of(path)).decode(), "correct it in Mounts");
        makeDirectory(directory, reason("Mounts", path));
    }

    /** Makes a directory. One that a key has brought before keeps its metadata and its reason. */
    private Place makeDirectory(TreePath path, String reason) throws IOException {
        Place directory = toDirectory(path);
        Selected there = entries.get(directory.path());
        if (there == null || !(there.entry() instanceof SourceEntry.Directory)) {
            put(new SourceEntry.Directory(directory.path(), SourceEntry.Metadata.NONE), reason);
        }
        followed.addAll(directory.links());
        return directory;
    }

    private boolean addBelow(SourceTree tree, TreePath target, Predicate<Symbol> wanted, String reason)
            throws IOException {
        Deque<Copied> open = new ArrayDeque<>(List.of(new Copied(TreePath.ROOT, makeDirectory(target, reason))));
        boolean added = false;
        while (!open.isEmpty()) {
            Copied directory = open.pop();
            for (Symbol name : tree.names(directory.source)) {
                TreePath source = directory.source.child(name);
                Place image = directory.image.child(name);
                Optional<SourceTree.Found> found = tree.find(source);
                if (found.isPresent() && found.get().entry() instanceof SourceEntry.Directory) {
                    image = throughLink(image);
                    open.push(new Copied(source, image));
                }
                if (found.isPresent() && wanted.test(name)) {
                    put(found.get().at(image.path()).entry(), image, reason);
                    added = true;
                }
            }
        }
        return added;
    }

    /** Returns the place of an entry, with no links on the way to it; the entry itself may replace a link. */
    private Place withoutLinks(TreePath path) throws IOException {
        Optional<TreePath> directory = path.parent();
        return directory.isEmpty()
                ? new Place(path, List.of())
                : toDirectory(directory.get()).child(path.name());
    }

    /**
     * Returns the path of a directory without links. No link may be above it, so only when the directory itself is a
     * link is the path walked from the root.
     */
    private Place throughLink(Place directory) throws IOException {
        if (!isLink(find(directory.path()))) {
            return directory;
        }
        Place end = toDirectory(directory.path());
        List<TreePath> links = new ArrayList<>(directory.links());
        links.addAll(end.links());
        return new Place(end.path(), links);
    }

    private static boolean isLink(Optional<SourceTree.Found> found) {
        return found.isPresent() && found.get().entry() instanceof SourceEntry.Link;
    }

    /** Returns where a directory is, whether or not the image has it yet. */
    private Place toDirectory(TreePath path) throws IOException {
        Place known = directories.get(path);
        if (known == null) {
            SourcePathWalk walk = SourcePathWalk.throughMissing(this::find);
            known = new Place(walk.toDirectory(path), walk.links());
            directories.put(path, known);
        }
        return known;
    }

    /** Returns what the image has at a path so far. */
    private Optional<SourceTree.Found> find(TreePath path) throws IOException {
        Optional<Selected> own = Optional.ofNullable(entries.get(path));
        return own.isPresent() ? own.map(selected -> new SourceTree.Found(selected.entry(), path)) : before.find(path);
    }

    /** Adds an entry at its place. */
    private void put(SourceEntry entry, Place place, String reason) throws IOException {
        put(entry, reason);
        followed.addAll(place.links());
    }

    /** Adds an entry; no link may be on the way to it. */
    void put(SourceEntry entry, String reason) throws IOException {
        if (entry instanceof SourceEntry.Link || isLink(find(entry.path()))) {
            directories.clear();
        }
        entries.put(entry.path(), new Selected(entry, reason));
    }

    private static String reason(String key, String value) {
        return key + " " + value;
    }

    /**
     * Returns a path of the image; all paths begin at its root.
     *
     * @param remedy what to do when the path is not possible
     */
    static TreePath imagePath(String path, String remedy) throws FileSystemException {
        TreePath at = TreePath.ROOT;
        for (String name : path.split("/")) {
            if (name.equals("..") || name.indexOf('\0') >= 0) {
                throw new FileSystemException(
                        path,
                        null,
                        "is not possible as a path of the image, because of a '..' or NUL in it; " + remedy);
            }
            if (!name.isEmpty() && !name.equals(".")) {
                at = at.child(Symbol.of(name));
            }
        }
        return at;
    }
}

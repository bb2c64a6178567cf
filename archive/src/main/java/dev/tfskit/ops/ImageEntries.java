// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.BytesContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.SourceTree;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** The entries that a configuration puts into an image. Later ones replace earlier ones. For one thread. */
public final class ImageEntries {

    private static final String GLOB_CHARACTERS = "*?[\\";
    private static final String USERS = "/etc/passwd";

    private final Map<TreePath, SourceEntry> entries = new TreeMap<>();
    private final Consumer<Notice> notices;

    ImageEntries(Consumer<Notice> notices) {
        this.notices = notices;
    }

    /**
     * Returns the entries in the order of their paths, from the start each time.
     *
     * @return a new source
     */
    public TreeSource source() {
        Iterator<SourceEntry> remaining = List.copyOf(entries.values()).iterator();
        return () -> remaining.hasNext() ? Optional.of(remaining.next()) : Optional.empty();
    }

    /** Makes the files that ops puts into every image, the one of users only where there is none yet. */
    void addCommonFiles(List<String> nameServers) throws FileSystemException {
        StringBuilder resolver = new StringBuilder();
        nameServers.forEach(
                server -> resolver.append("nameserver ").append(server).append('\n'));
        addText("/etc/resolv.conf", resolver.toString());
        if (!entries.containsKey(imagePath(USERS))) {
            addText(USERS, "root:x:0:0:root:/root:/bin/nobash\n");
        }
        addText("/proc/sys/kernel/hostname", "uniboot");
    }

    private void addText(String path, String text) throws FileSystemException {
        BytesContent bytes = new BytesContent(text);
        SourceEntry.Metadata metadata =
                new SourceEntry.Metadata(Optional.of(Permissions.FILE), Optional.empty(), Map.of(), Map.of());
        put(new SourceEntry.File(imagePath(path), metadata, bytes.length(), bytes));
    }

    /** Adds a file of {@code Files}. */
    void addFile(String path, NamedFiles files) throws IOException {
        TreePath target = imagePath(path);
        if (files.isDirectory(path)) {
            throw new FileSystemException(path, null, "is a directory; name it in Dirs instead of Files");
        }
        put(files.file(path, target));
    }

    /** Adds a directory of {@code Dirs} with everything below it; links stay links. */
    void addDirectory(String path, NamedFiles files) throws IOException {
        TreePath target = imagePath(path);
        addTree(files.directory(path), target);
    }

    /** Adds all entries of a tree. */
    void addTree(SourceTree tree, TreePath target) throws IOException {
        addBelow(tree, target, _ -> true);
    }

    /**
     * Adds what a key of {@code MapDirs} names: in the directory before its last name and at any depth below, the
     * entries whose own names match the last name. They keep their paths below the target.
     */
    void addMapped(String key, String target, NamedFiles files) throws IOException {
        TreePath below = imagePath(target);
        int slash = key.lastIndexOf('/');
        String pattern = key.substring(slash + 1);
        boolean isPattern = pattern.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
        if (!isPattern && files.isDirectory(key)) {
            addTree(files.directory(key), below);
            return;
        }
        SourceTree from = files.directory(slash < 0 ? "." : key.substring(0, Math.max(slash, 1)));
        if (!addBelow(from, below, matcher(key, pattern))) {
            notices.accept(new Notice(key, "matches nothing; correct it in MapDirs or remove it"));
        }
    }

    private static Predicate<Symbol> matcher(String key, String pattern) throws FileSystemException {
        // The host knows groups in braces and another sign for classes that exclude; ops knows neither.
        String glob = pattern.replace("{", "\\{").replace("}", "\\}").replace("[^", "[!");
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            return name -> matcher.matches(Path.of(name.decode()));
        } catch (PatternSyntaxException e) {
            throw new FileSystemException(key, null, "is not a valid pattern: " + e.getDescription());
        }
    }

    /** Adds the directory on which a volume is mounted: the path up to the first colon, after which options stand. */
    void addMountPoint(String path) throws FileSystemException {
        TreePath directory = imagePath(path.split(":", 2)[0]);
        if (!(entries.get(directory) instanceof SourceEntry.Directory)) {
            put(new SourceEntry.Directory(directory, SourceEntry.Metadata.NONE));
        }
    }

    private boolean addBelow(SourceTree tree, TreePath target, Predicate<Symbol> wanted) throws IOException {
        Deque<TreePath> open = new ArrayDeque<>(List.of(TreePath.ROOT));
        boolean added = false;
        put(new SourceEntry.Directory(target, SourceEntry.Metadata.NONE));
        while (!open.isEmpty()) {
            TreePath directory = open.pop();
            for (Symbol name : tree.names(directory)) {
                TreePath path = directory.child(name);
                Optional<SourceEntry> entry = tree.find(path).map(SourceTree.Found::entry);
                if (entry.filter(SourceEntry.Directory.class::isInstance).isPresent()) {
                    open.push(path);
                }
                if (entry.isPresent() && wanted.test(name)) {
                    put(Subtree.moved(entry.get(), Subtree.below(target, path)));
                    added = true;
                }
            }
        }
        return added;
    }

    void put(SourceEntry entry) {
        entries.put(entry.path(), entry);
    }

    /** Returns a path of the image; all paths begin at its root. */
    static TreePath imagePath(String path) throws FileSystemException {
        TreePath at = TreePath.ROOT;
        for (String name : path.split("/")) {
            if (name.equals("..") || name.indexOf('\0') >= 0) {
                throw new FileSystemException(
                        path, null, "is not possible as a path of the image; use MapDirs to put a file elsewhere");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                at = at.child(Symbol.of(name));
            }
        }
        return at;
    }
}

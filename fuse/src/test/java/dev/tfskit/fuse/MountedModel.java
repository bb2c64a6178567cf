// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.error.NoSuchAttributeException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.ModelDirectory;
import dev.tfskit.volume.ModelFile;
import dev.tfskit.volume.ModelInode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A directory of a mount and a model of it. What is done in the one is done in the other, and must end alike. The model
 * says when something was done by the time before; it was done at some time until the moment that is remembered for it.
 * For one thread at a time.
 */
final class MountedModel {

    private static final int REMEMBERED_LINES = 30;
    private static final Map<Class<?>, String> REASONS = Map.of(
            NoSuchFileException.class, "No such file or directory",
            FileAlreadyExistsException.class, "File exists",
            DirectoryNotEmptyException.class, "Directory not empty",
            NotDirectoryException.class, "Not a directory",
            IsDirectoryException.class, "Is a directory",
            MovedIntoItselfException.class, "Invalid argument",
            NameTooLongException.class, "File name too long",
            NoSuchAttributeException.class, "No data available",
            FileTooLargeException.class, "File too large");

    private final Path root;
    private final ModelDirectory top;
    private final int user;
    private final int group;
    private final Map<Instant, Instant> moments = new HashMap<>();
    private final List<Handle> handles = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();

    /**
     * An entry with a name.
     *
     * @param path where it is in the mount
     * @param inode what it is in the model
     */
    record Place(Path path, ModelInode inode) {}

    /**
     * A file that is open.
     *
     * @param channel in the mount
     * @param file in the model
     */
    record Handle(FileChannel channel, ModelFile file) {}

    /** Begins in an empty directory. */
    MountedModel(Path root) throws IOException {
        this.root = root;
        this.user = (int) Files.getAttribute(root, "unix:uid");
        this.group = (int) Files.getAttribute(root, "unix:gid");
        Instant now = Instant.now();
        Files.setAttribute(root, "unix:mode", 0755);
        Files.setLastModifiedTime(root, FileTime.from(now));
        moments.put(now, Instant.now());
        this.top = new ModelDirectory(permissions(0755), now);
    }

    Permissions permissions(int mode) {
        return new Permissions(mode, user, group);
    }

    List<Handle> handles() {
        return handles;
    }

    /** All that has a name, the top first. */
    List<Place> all() {
        List<Place> found = new ArrayList<>(List.of(new Place(root, top)));
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).inode() instanceof ModelDirectory directory) {
                Path path = found.get(i).path();
                directory.children().forEach((name, child) -> found.add(new Place(path.resolve(text(name)), child)));
            }
        }
        return found;
    }

    /** Anything of a kind; there must be something. */
    Place any(Random random, Predicate<ModelInode> kind) {
        List<Place> from =
                all().stream().filter(place -> kind.test(place.inode())).toList();
        return from.get(random.nextInt(from.size()));
    }

    Place anyDirectory(Random random) {
        return any(random, ModelDirectory.class::isInstance);
    }

    Place anyFile(Random random) {
        return any(random, ModelFile.class::isInstance);
    }

    boolean hasNoFile() {
        return all().stream().noneMatch(place -> place.inode() instanceof ModelFile);
    }

    static String text(Symbol name) {
        return new String(name.toByteArray(), StandardCharsets.US_ASCII);
    }

    /** The latest time at which something was done of which the model says this. */
    Instant latest(Instant before) {
        return moments.getOrDefault(before, before);
    }

    /** Does the same in the mount and in the model. */
    void same(String what, IoRunnable onMount, IoConsumer<Instant> inModel) throws IOException {
        Instant before = Instant.now();
        String actual = outcome(onMount);
        moments.merge(before, Instant.now(), (_, later) -> later);
        trace.add(what + ": " + actual);
        if (trace.size() > REMEMBERED_LINES) {
            trace.remove();
        }
        String expected = outcome(() -> inModel.accept(before));
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": '" + expected + "' was expected, not '" + actual + "'");
        }
    }

    private static String outcome(IoRunnable action) {
        try {
            action.run();
            return "done";
        } catch (FileSystemException refused) {
            String reason = REASONS.getOrDefault(refused.getClass(), String.valueOf(refused.getReason()));
            return reason.substring(reason.lastIndexOf(": ") + 1).strip();
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** The last steps, to find the reason of a failure. */
    String trace() {
        return String.join("\n", trace);
    }

    void closeAll() throws IOException {
        for (Handle handle : handles) {
            handle.channel().close();
        }
        handles.clear();
    }

    /** Called after a remount, which forgets everything that is not stored. */
    void forgetStatusChanges() {
        all().forEach(place -> place.inode().forgetStatusChange());
    }
}

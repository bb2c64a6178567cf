// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory of a model. */
public final class ModelDirectory extends ModelInode {

    private final SortedMap<Symbol, ModelInode> children = new TreeMap<>();

    public ModelDirectory(Permissions permissions, Instant now) {
        super(permissions, now);
    }

    public SortedMap<Symbol, ModelInode> children() {
        return children;
    }

    public long subdirectories() {
        return children.values().stream()
                .filter(child -> child instanceof ModelDirectory)
                .count();
    }

    public <T extends ModelInode> T add(Symbol name, T created, Instant now) throws IOException {
        checkFree(name);
        children.put(name, created);
        touch(now);
        return created;
    }

    private void checkFree(Symbol name) throws IOException {
        Directory.checkName(name);
        checkExists();
        if (children.containsKey(name)) {
            throw new FileAlreadyExistsException("model");
        }
    }

    private void checkExists() throws NoSuchFileException {
        if (isGone()) {
            throw new NoSuchFileException("model");
        }
    }

    private ModelInode existing(Symbol name) throws IOException {
        if (!children.containsKey(name)) {
            throw new NoSuchFileException("model");
        }
        return children.get(name);
    }

    public boolean link(Symbol name, ModelInode inode, Instant now) throws IOException {
        if (inode instanceof ModelDirectory) {
            throw new IllegalArgumentException();
        }
        checkFree(name);
        if (inode.isGone()) {
            throw new NoSuchFileException("model");
        }
        children.put(name, inode);
        inode.addName(now);
        touch(now);
        return true;
    }

    public boolean unlink(Symbol name, Instant now) throws IOException {
        if (existing(name) instanceof ModelDirectory) {
            throw new IsDirectoryException("model", "");
        }
        children.remove(name).loseName(now);
        touch(now);
        return true;
    }

    public boolean removeDirectory(Symbol name, Instant now) throws IOException {
        if (!(existing(name) instanceof ModelDirectory directory)) {
            throw new NotDirectoryException("model");
        }
        directory.checkEmpty();
        children.remove(name).loseName(now);
        touch(now);
        return true;
    }

    private void checkEmpty() throws IOException {
        if (!children.isEmpty()) {
            throw new DirectoryNotEmptyException("model");
        }
    }

    public boolean rename(Symbol name, ModelDirectory target, Symbol newName, RenameMode mode, Instant now)
            throws IOException {
        Directory.checkName(newName);
        ModelInode moved = existing(name);
        target.checkExists();
        boolean isTaken = target.children.containsKey(newName);
        if (mode == RenameMode.EXCHANGE) {
            target.existing(newName);
        } else if (isTaken && mode == RenameMode.KEEP) {
            throw new FileAlreadyExistsException("model");
        }
        checkNotInside(moved, target);
        if (mode == RenameMode.EXCHANGE) {
            checkNotInside(target.existing(newName), this);
        }
        if (isTaken && target.children.get(newName) == moved) {
            return true;
        }
        if (mode == RenameMode.EXCHANGE) {
            ModelInode other = target.children.get(newName);
            children.put(name, other);
            other.touchStatus(now);
        } else {
            if (isTaken) {
                checkReplaceable(target.children.get(newName), moved);
                target.children.get(newName).loseName(now);
            }
            children.remove(name);
        }
        target.children.put(newName, moved);
        moved.touchStatus(now);
        touch(now);
        target.touch(now);
        return true;
    }

    /**
     * Returns what has the present name afterwards: the whiteout, or the inode if the new name was one of its names.
     */
    public ModelInode renameLeaving(
            Symbol name, ModelInode whiteout, ModelDirectory target, Symbol newName, RenameMode mode, Instant now)
            throws IOException {
        rename(name, target, newName, mode, now);
        children.putIfAbsent(name, whiteout);
        return children.get(name);
    }

    private static void checkReplaceable(ModelInode replaced, ModelInode moved) throws IOException {
        if (replaced instanceof ModelDirectory directory) {
            if (!(moved instanceof ModelDirectory)) {
                throw new IsDirectoryException("model", "");
            }
            directory.checkEmpty();
        } else if (moved instanceof ModelDirectory) {
            throw new NotDirectoryException("model");
        }
    }

    private static void checkNotInside(ModelInode moved, ModelDirectory target) throws IOException {
        if (moved instanceof ModelDirectory directory && directory.holds(target)) {
            throw new MovedIntoItselfException("model", "");
        }
    }

    private boolean holds(ModelDirectory other) {
        return this == other
                || children.values().stream()
                        .anyMatch(child -> child instanceof ModelDirectory directory && directory.holds(other));
    }
}

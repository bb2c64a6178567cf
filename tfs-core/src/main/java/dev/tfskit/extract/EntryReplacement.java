// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostError;
import dev.tfskit.volume.EntryProblem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.function.Consumer;

/**
 * Puts new entries of a directory on a Linux host in the place of old ones. A new entry has a temporary name first, so
 * the name of its path leads to the old entry or to the new one at any time, as far as the host allows. Each method
 * gets the open directory of the entry.
 */
final class EntryReplacement {

    private final Consumer<EntryProblem> warnings;

    /**
     * Creates a replacement.
     *
     * @param warnings receives each old entry that could not be removed
     */
    EntryReplacement(Consumer<EntryProblem> warnings) {
        this.warnings = warnings;
    }

    /**
     * Checks that an old entry can give way to a new one, as {@link TargetTree#demandIsReplaceable} says.
     *
     * @throws java.nio.file.DirectoryNotEmptyException when the old entry is a directory with entries
     */
    void demandIsPossible(HostDirectory parent, Place old) throws IOException {
        try (HostDirectory directory = parent.openDirectory(old.name().toByteArray())) {
            new OldDirectory(directory.descriptorPath()).demandIsEmpty();
        } catch (NotDirectoryException | NoSuchFileException | AccessDeniedException e) {
            // Nothing speaks against it: it is no directory, or gone, or its entries cannot be listed.
        }
    }

    /**
     * Gives a new entry the name of its path, as {@link TargetTree#replace} says.
     *
     * @throws java.nio.file.DirectoryNotEmptyException when a directory with entries has the name
     */
    void replace(HostDirectory parent, Place temporary) throws IOException {
        byte[] name = temporary.path().name().toByteArray();
        byte[] temporaryName = temporary.name().toByteArray();
        try {
            parent.rename(temporaryName, name);
        } catch (NotDirectoryException | FileAlreadyExistsException | AccessDeniedException e) {
            // Only the new entry is a directory, or the file system of the host renames nothing over another entry;
            // sshfs refuses that as if it were not permitted.
            replaceInSteps(parent, temporary, name);
        } catch (FileSystemException e) {
            if (e.getReason() == null || !HostError.IS_A_DIRECTORY.isStartOf(e.getReason())) {
                throw e;
            }
            parent.removeDirectory(name);
            parent.rename(temporaryName, name);
        }
    }

    /** Gives the old entry another name first, and its own name back when the new entry does not get it. */
    private void replaceInSteps(HostDirectory parent, Place temporary, byte[] name) throws IOException {
        Place old = Place.ofOld(temporary.path());
        byte[] oldName = old.name().toByteArray();
        parent.rename(name, oldName);
        try {
            parent.rename(temporary.name().toByteArray(), name);
        } catch (IOException e) {
            giveBack(parent, old, name, e);
            throw e;
        }
        try {
            remove(parent, oldName);
        } catch (FileSystemException e) {
            warnings.accept(new EntryProblem(
                    old.path(),
                    "the old entry could not be removed: " + Messages.reasonInSentence(e) + "; it is now "
                            + old.name()));
        }
    }

    /** Gives an old entry its own name back after a failure. */
    private static void giveBack(HostDirectory parent, Place old, byte[] name, IOException failure) throws IOException {
        try {
            parent.rename(old.name().toByteArray(), name);
        } catch (FileSystemException e) {
            FileSystemException lost = new FileSystemException(
                    old.path().toString(),
                    null,
                    "could not be replaced, and the old entry lost its name: " + Messages.reasonInSentence(e)
                            + "; it is now " + old.name());
            lost.addSuppressed(failure);
            throw lost;
        }
    }

    /**
     * Removes what was made under a temporary name.
     *
     * @throws NoSuchFileException when nothing has this name
     */
    void discard(HostDirectory parent, Place temporary) throws IOException {
        remove(parent, temporary.name().toByteArray());
    }

    private static void remove(HostDirectory parent, byte[] name) throws IOException {
        try {
            parent.removeDirectory(name);
        } catch (NotDirectoryException e) {
            parent.remove(name);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What others do with a file that is to be written, and with the other files that have bytes in common with it: who has
 * one open for writing, with or without a lock, and which loop device there is of the file itself. It is found once.
 * The caller takes its lock afterwards, because a lock shows what has changed since. Not thread-safe.
 */
final class ForeignUse {

    private static final String ADVICE = "; unmount or close it first, or choose another file";

    private final Path given;
    private final FileIdentity identity;
    private final Map<Path, FileIdentity> others;
    private final Map<FileIdentity, WriterSearch.Writer> writers;
    private final Optional<HostBlockDevice> loop;

    private ForeignUse(
            Path given,
            FileIdentity identity,
            Map<Path, FileIdentity> others,
            Map<FileIdentity, WriterSearch.Writer> writers,
            Optional<HostBlockDevice> loop) {
        this.given = given;
        this.identity = identity;
        this.others = others;
        this.writers = writers;
        this.loop = loop;
    }

    /** Finds the use of an existing file. Takes as long as {@link WriterSearch#find}. */
    static ForeignUse of(Path file) throws IOException {
        FileIdentity identity = FileIdentity.of(file);
        Map<Path, FileIdentity> others = SharedBytes.otherFiles(file);
        Set<FileIdentity> all = new HashSet<>(others.values());
        all.add(identity);
        Optional<HostBlockDevice> loop = HostBlockDevice.all().stream()
                .filter(device -> device.isLoopOf(identity))
                .findFirst();
        return new ForeignUse(file, identity, others, WriterSearch.find(all), loop);
    }

    /** Returns the other files that have bytes in common with the file. */
    Set<Path> otherFiles() {
        return others.keySet();
    }

    /**
     * Throws when others use the file.
     *
     * @param isLocked whether its lock cannot be had
     * @throws LockedException when it is locked; the message names the user where it is known
     * @throws UnlockedWriterException when it is open for writing without a lock
     * @throws FileSystemException when a loop device uses it
     */
    void rejectFile(boolean isLocked) throws IOException {
        reject("", given, identity, isLocked);
        if (loop.isPresent()) {
            throw new FileSystemException(
                    given.toString(),
                    null,
                    "is in use by the loop device " + loop.get().node() + "; detach it first, or choose another file");
        }
    }

    /**
     * Throws when others use one of {@link #otherFiles}.
     *
     * @param other the other file
     * @param isLocked whether it is known to be locked
     * @throws LockedException when it is locked; the message names the user where it is known
     * @throws UnlockedWriterException when it is open for writing without a lock
     */
    void rejectOther(Path other, boolean isLocked) throws IOException {
        reject(
                "shares its bytes with " + other + ", which ",
                other,
                Objects.requireNonNull(others.get(other)),
                isLocked);
    }

    private void reject(String relation, Path used, FileIdentity usedIdentity, boolean isLocked) throws IOException {
        Optional<WriterSearch.Writer> writer = presentWriter(usedIdentity);
        Optional<String> words = writer.map(present -> present.descriptor().toString());
        // A program of this toolkit has a file open without a lock for a moment, before it takes the lock and after it
        // releases it.
        if (isLocked || writer.filter(WriterSearch.Writer::hadLock).isPresent()) {
            String user = words.orElseGet(() -> "is locked by "
                    + HeldLocks.holder(used).map(HostProcess::toString).orElse("another program"));
            throw new LockedException(given, relation + user + ADVICE, used);
        }
        if (words.isPresent()) {
            throw new UnlockedWriterException(given, relation + words.get() + ADVICE);
        }
    }

    /** A writer that has closed the file since is none. */
    private Optional<WriterSearch.Writer> presentWriter(FileIdentity file) {
        return Optional.ofNullable(writers.get(file))
                .filter(writer -> writer.descriptor().writtenFile(Set.of(file)).isPresent());
    }
}

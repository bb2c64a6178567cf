// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.hostfile.FileKind;
import dev.tfskit.posix.HostMounts;
import dev.tfskit.posix.WrittenDescriptor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The standard output of this process, without a buffer. {@link System#out} would hide failures and encode by the
 * locale. The descriptor stays open until the process ends. Not thread-safe.
 */
final class ProcessOutput extends OutputStream {

    private static final Path DEVICE = Path.of("/dev/stdout");
    private static final int DESCRIPTOR = 1;

    /**
     * File systems that report nothing at {@code close(2)}: their drivers in Linux have no operation {@code flush}, or
     * one that always succeeds. An overlay is not among them, because it asks the file system below.
     */
    private static final Set<String> NEVER_FAIL_AT_CLOSE =
            Set.of("btrfs", "ext2", "ext3", "ext4", "f2fs", "tmpfs", "xfs");

    private final FileOutputStream stream = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int b) throws IOException {
        stream.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
    }

    /**
     * Asks the host whether it could keep what was written. Only files are asked whose closing can fail, such as those
     * of a network: the question costs as much time as opening thousands of files.
     */
    @Override
    public void close() throws IOException {
        if (!Files.exists(DEVICE) || FileKind.of(DEVICE) != FileKind.REGULAR || neverFailsAtClose()) {
            return;
        }
        try {
            WrittenDescriptor.check(DESCRIPTOR, DEVICE);
        } catch (FileSystemException e) {
            // The line names standard output already.
            throw new IOException(e.getReason(), e);
        }
    }

    private static boolean neverFailsAtClose() {
        try {
            return NEVER_FAIL_AT_CLOSE.contains(HostMounts.typeOf(DESCRIPTOR).orElse(""));
        } catch (IOException unknown) {
            // A sandbox may hide the mounts.
            return false;
        }
    }
}

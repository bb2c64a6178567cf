// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.StandardInput;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.posix.PipeView;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads the manifest on standard input, if there is one. From a file or a pipe, the first bytes are read without
 * consuming them, and stay for the next reader unless they begin a manifest. From other streams, such as sockets, bytes
 * are consumed one at a time.
 */
final class StandardInputManifest {

    private static final int PIECE_BYTES = 64 << 10;
    private static final long QUIET_SECONDS = 2;

    private final StandardInput standardInput;
    private final FileInputStream input;
    private final boolean mayBeOther;
    private final Diagnostics diagnostics;
    private final ManifestStart start = new ManifestStart();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /**
     * Creates a reader that has read nothing yet.
     *
     * @param input the standard input of the tool
     * @param mayBeOther whether bytes that are not a manifest are left unread, because other options name the sources;
     *     otherwise they are an error
     * @param diagnostics receives a note when standard input stays silent for two seconds
     * @throws ToolFailedException when standard input is a directory
     * @throws IOException when its attributes cannot be read
     */
    StandardInputManifest(StandardInput input, boolean mayBeOther, Diagnostics diagnostics) throws IOException {
        this.standardInput = input;
        this.input = input.stream();
        this.mayBeOther = mayBeOther;
        this.diagnostics = diagnostics;
    }

    /**
     * Reads the manifest.
     *
     * @return all bytes of the manifest; empty when there is none
     * @throws ToolFailedException when standard input holds something other than a manifest, and that is not allowed,
     *     or some of its bytes were taken already
     * @throws IOException when standard input cannot be read
     */
    Optional<byte[]> read() throws IOException {
        switch (standardInput.kind()) {
            case REGULAR -> readFile();
            case PIPE -> readPipe();
            default -> takeStart();
        }
        if (!start.isFound()) {
            return Optional.empty();
        }
        if (start.isManifest()) {
            return Optional.of(ManifestBytes.readAfter(taken.toByteArray(), input, StandardInput.NAME));
        }
        if (mayBeOther && taken.size() == 0) {
            return Optional.empty();
        }
        throw new ToolFailedException(
                StandardInput.NAME,
                "begins with " + start.describe() + " where a manifest has '('",
                "name a manifest with -m, or trees with -r and --tree");
    }

    private void readFile() throws IOException {
        FileChannel channel = input.getChannel();
        byte[] piece = new byte[PIECE_BYTES];
        long at = channel.position();
        int count = channel.read(ByteBuffer.wrap(piece), at);
        while (count > 0 && !start.isFound()) {
            start.accept(piece, count);
            at += count;
            count = channel.read(ByteBuffer.wrap(piece), at);
        }
    }

    private void readPipe() throws IOException {
        Optional<PipeView> opened = standardInput.waitingBytes();
        if (opened.isEmpty()) {
            takeStart();
            return;
        }
        try (PipeView view = opened.get()) {
            byte[] bytes = afterHint(view::peek);
            while (bytes.length > 0) {
                int blank = start.accept(bytes, bytes.length);
                if (start.isFound()) {
                    return;
                }
                // The pipe shows what follows only after these bytes were read.
                taken.write(input.readNBytes(blank));
                bytes = view.peek();
            }
        }
    }

    private void takeStart() throws IOException {
        byte[] next = afterHint(() -> input.readNBytes(1));
        while (next.length > 0) {
            taken.write(next);
            start.accept(next, 1);
            if (start.isFound()) {
                return;
            }
            next = input.readNBytes(1);
        }
    }

    /** Waits for the first bytes. After two seconds without any, tells the user that standard input is being read. */
    private byte[] afterHint(IoSupplier<byte[]> reading) throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        Thread watch = new Thread(
                () -> {
                    try {
                        if (!answered.await(QUIET_SECONDS, TimeUnit.SECONDS)) {
                            diagnostics.note(
                                    StandardInput.NAME,
                                    "is open but silent, and tfs-mkfs waits for a manifest from it; give --tree "
                                            + "to take the trees of -r whole");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "tfs-manifest-hint");
        watch.setDaemon(true);
        if (input.available() == 0) {
            watch.start();
        }
        try {
            return reading.get();
        } finally {
            answered.countDown();
        }
    }
}

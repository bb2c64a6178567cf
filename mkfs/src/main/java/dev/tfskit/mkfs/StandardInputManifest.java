// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ToolFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A manifest that may or may not come in on standard input. */
final class StandardInputManifest {

    /** What the messages call it. */
    static final String NAME = "standard input";

    private static final long PATIENCE_SECONDS = 2;
    private static final int END = -1;

    private final InputStream input;
    private final Diagnostics diagnostics;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    /**
     * Nothing is read yet.
     *
     * @param input without a buffer, so that not more is taken from it than is needed
     */
    StandardInputManifest(InputStream input, Diagnostics diagnostics) {
        this.input = input;
        this.diagnostics = diagnostics;
    }

    /**
     * Reads a manifest, if there is anything at all. When something else comes in, no more is taken than shows that.
     *
     * @throws ToolFailedException when it begins like no manifest
     */
    Optional<byte[]> read() throws IOException {
        int first = firstOfToken();
        if (first == END) {
            return Optional.empty();
        }
        if (first != '(') {
            throw new ToolFailedException(
                    NAME,
                    "begins with " + describe(first) + " where a manifest has '('",
                    "give --tree to take the tree of -r whole, or name the manifest with -m");
        }
        input.transferTo(read);
        return Optional.of(read.toByteArray());
    }

    /** The first byte that is neither white space nor part of a comment. */
    private int firstOfToken() throws IOException {
        int next = nextWithHint();
        boolean isComment = false;
        while (next != END && (isComment || next == '#' || isSpace(next))) {
            isComment = next == '#' || isComment && next != '\n';
            next = next();
        }
        return next;
    }

    private static boolean isSpace(int character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    private static String describe(int character) {
        return character > ' ' && character < 0x7f ? "'" + (char) character + "'" : "byte " + character;
    }

    private int next() throws IOException {
        int next = input.read();
        if (next != END) {
            read.write(next);
        }
        return next;
    }

    /** Reads a byte. After two seconds without input, tells the user that standard input is being read. */
    private int nextWithHint() throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        Thread watch = new Thread(
                () -> {
                    try {
                        if (!answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            diagnostics.warn(
                                    NAME,
                                    "is open but silent, and a manifest may come in there; give --tree to take "
                                            + "the tree of -r whole");
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
            return next();
        } finally {
            answered.countDown();
        }
    }
}

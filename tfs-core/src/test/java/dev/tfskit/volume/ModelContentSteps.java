// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Operations on the contents of files: each draws its arguments, and does the same in a volume and in its model. */
final class ModelContentSteps {

    private static final int BLOCK = 512;
    private static final int MOST_HANDLES = 6;

    private final ModelSession session;
    private final Random random;

    ModelContentSteps(ModelSession session, Random random) {
        this.session = session;
        this.random = random;
    }

    private Optional<ModelHandle> anyHandle() throws IOException {
        if (session.handles().isEmpty() || random.nextInt(4) == 0) {
            open();
        }
        return session.handles().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        session.handles().get(random.nextInt(session.handles().size())));
    }

    /** Opens a file, which fails only for one that is gone. */
    void open() throws IOException {
        if (!(session.anyInode(random) instanceof ModelFile file)) {
            return;
        }
        boolean isOpen = session.handles().stream().anyMatch(handle -> handle.model() == file);
        session.same(
                "open",
                false,
                () -> ((RegularFile) session.view(file)).open(),
                () -> {
                    if (file.isGone() && !isOpen) {
                        throw new NoSuchFileException("model");
                    }
                    return file;
                },
                (model, open) -> session.handles().add(new ModelHandle(model, open)));
        if (session.handles().size() > MOST_HANDLES) {
            close();
        }
    }

    void close() throws IOException {
        if (!session.handles().isEmpty()) {
            session.note("close");
            ModelHandle handle =
                    session.handles().remove(random.nextInt(session.handles().size()));
            handle.open().close();
            session.keepGone(handle.model());
        }
    }

    void write() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isPresent()) {
            write(
                    handle.get(),
                    ModelNumbers.position(random, handle.get().model().content().length()),
                    false);
        }
    }

    void append() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isPresent()) {
            write(handle.get(), handle.get().model().content().length(), true);
        }
    }

    private void write(ModelHandle handle, long position, boolean append) throws IOException {
        byte[] bytes = new byte[ModelNumbers.bytes(random)];
        random.nextBytes(bytes);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        Instant now = session.next();
        ModelFile model = handle.model();
        session.same(
                (append ? "append " : "write ") + bytes.length + " at " + position + " of "
                        + model.content().length(),
                true,
                () -> append
                        ? handle.open().append(source)
                        : Long.valueOf(handle.open().write(position, source)),
                () -> {
                    int count = model.write(position, bytes, source.position(), now);
                    return append ? position : (long) count;
                },
                (expected, actual) -> {
                    assertEquals(expected, actual);
                    if (source.hasRemaining()) {
                        session.note("  only " + source.position());
                    }
                });
    }

    void truncate() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isEmpty()) {
            return;
        }
        ModelFile model = handle.get().model();
        long old = model.content().length();
        long length = ModelNumbers.position(random, old);
        Instant now = session.next();
        session.same(
                "truncate " + old + " to " + length,
                length > old,
                () -> handle.get().open().truncate(length),
                () -> {
                    model.truncate(length, now);
                    return true;
                });
    }

    void allocate() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isEmpty()) {
            return;
        }
        ModelFile model = handle.get().model();
        long position = ModelNumbers.position(random, model.content().length());
        long count = ModelNumbers.range(random);
        SizeChange change = random.nextBoolean() ? SizeChange.GROW : SizeChange.KEEP;
        Instant now = session.next();
        session.same(
                "allocate " + count + " at " + position + " of "
                        + model.content().length() + " " + change,
                true,
                () -> handle.get().open().allocate(position, count, change),
                () -> model.allocate(position, count, change, now));
    }

    void zeroRange() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isEmpty()) {
            return;
        }
        ModelFile model = handle.get().model();
        long position = ModelNumbers.position(random, model.content().length());
        long count = ModelNumbers.range(random);
        SizeChange change = random.nextBoolean() ? SizeChange.GROW : SizeChange.KEEP;
        Instant now = session.next();
        session.same(
                "zero " + count + " at " + position + " of " + model.content().length() + " " + change,
                true,
                () -> handle.get().open().zeroRange(position, count, change),
                () -> model.zeroRange(position, count, change, now));
    }

    void punchHole() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isEmpty()) {
            return;
        }
        ModelFile model = handle.get().model();
        long position = ModelNumbers.position(random, model.content().length());
        long count = ModelNumbers.range(random);
        Instant now = session.next();
        session.same(
                "punch " + count + " at " + position + " of " + model.content().length(),
                false,
                () -> handle.get().open().punchHole(position, count),
                () -> model.punchHole(position, count, now));
    }

    void read() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isEmpty()) {
            return;
        }
        ModelContent content = handle.get().model().content();
        long position = Math.max(0, ModelNumbers.position(random, content.length()));
        int count = ModelNumbers.bytes(random);
        ByteBuffer target = ByteBuffer.allocate(count);
        int read = handle.get().open().read(position, target);
        assertEquals(content.length(), handle.get().open().length());
        assertArrayEquals(
                content.read(position, count),
                Arrays.copyOf(target.array(), read),
                () -> "read " + count + " at " + position + " of " + content.length());
    }

    void seek() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isEmpty()) {
            return;
        }
        ModelContent content = handle.get().model().content();
        long position = Math.max(0, ModelNumbers.position(random, content.length()));
        OptionalLong data = handle.get().open().seekData(position);
        long zeroEnd = data.orElse(content.length());
        assertTrue(
                data.isEmpty() || data.getAsLong() >= position && data.getAsLong() < content.length(),
                "data outside of the file");
        assertTrue(content.isZero(position, Math.min(zeroEnd, content.length())), "data that a hole is said to hold");
        OptionalLong hole = handle.get().open().seekHole(position);
        assertEquals(position < content.length(), hole.isPresent());
        if (hole.isPresent()) {
            long at = hole.getAsLong();
            assertTrue(at >= position && at <= content.length(), "a hole outside of the file");
            assertTrue(content.isZero(at, Math.min(content.length(), (at / BLOCK + 1) * BLOCK)), "a hole that is none");
        }
    }

    void sync() throws IOException {
        Optional<ModelHandle> handle = anyHandle();
        if (handle.isPresent()) {
            SyncScope scope = SyncScope.values()[random.nextInt(2)];
            session.note("sync " + scope);
            handle.get().open().sync(scope);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import dev.tfskit.device.FileDevice;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.RenameMode;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures a volume that is changed in place, in one thread and without a mount: operations of the namespace,
 * sequential and random input and output against a plain channel on a file beside it, appending in small pieces, and
 * opening. Prints tables in Markdown. Run by bench/volume.sh.
 */
public final class VolumeBench {

    private static final int NAMES = 100_000;
    private static final long BYTES = 1L << 30;
    private static final int PIECE = 1 << 20;
    private static final int SMALL = 4096;

    private final Path directory;
    private final int runs;

    private VolumeBench(Path directory, int runs) {
        this.directory = directory;
        this.runs = runs;
    }

    /** Something to measure; returns nanoseconds. */
    @FunctionalInterface
    private interface Run {
        long nanos() throws IOException;
    }

    public static void main(String... arguments) throws IOException {
        VolumeBench bench = new VolumeBench(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        switch (arguments[0]) {
            case "names" -> bench.names();
            case "data" -> bench.data();
            case "open" -> bench.open();
            case "compact" -> bench.compact();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private WritableVolume format(Path file, long bytes) throws IOException {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(bytes);
        }
        return Volume.format(
                FileDevice.openForWriting(file),
                new Identity(new UUID(1, 2), Label.of("bench")),
                InstantSource.system());
    }

    private static WritableVolume reopen(Path file) throws IOException {
        return Volume.openForWriting(FileDevice.openForWriting(file), InstantSource.system());
    }

    private long median(Run run) throws IOException {
        long[] nanos = new long[runs];
        run.nanos();
        for (int i = 0; i < runs; i++) {
            nanos[i] = run.nanos();
        }
        Arrays.sort(nanos);
        return nanos[runs / 2];
    }

    private static long since(long start) {
        return System.nanoTime() - start;
    }

    private void names() throws IOException {
        Path image = directory.resolve("names.raw");
        long[] times = new long[5];
        median(() -> {
            try (WritableVolume volume = format(image, 1L << 30)) {
                Directory root = volume.root();
                long start = System.nanoTime();
                for (int i = 0; i < NAMES; i++) {
                    root.createFile(Symbol.of("file" + i));
                }
                times[0] = since(start);
                start = System.nanoTime();
                volume.commit();
                times[1] = since(start);
                start = System.nanoTime();
                for (int i = 0; i < NAMES; i++) {
                    root.rename(Symbol.of("file" + i), root, Symbol.of("name" + i), RenameMode.REPLACE);
                }
                times[2] = since(start);
                start = System.nanoTime();
                volume.commit();
                times[3] = since(start);
                start = System.nanoTime();
                for (int i = 0; i < NAMES; i++) {
                    root.unlink(Symbol.of("name" + i));
                }
                times[4] = since(start);
            }
            Files.delete(image);
            return 0;
        });
        System.out.printf("| create | %,.0f | %.0f ms |%n", NAMES * 1e9 / times[0], times[1] / 1e6);
        System.out.printf("| rename | %,.0f | %.0f ms |%n", NAMES * 1e9 / times[2], times[3] / 1e6);
        System.out.printf("| unlink | %,.0f | |%n", NAMES * 1e9 / times[4]);
    }

    private void data() throws IOException {
        Path image = directory.resolve("data.raw");
        Path plain = directory.resolve("data.plain");
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        try (FileChannel channel = FileChannel.open(
                        plain, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                WritableVolume volume = format(image, BYTES + (64L << 20))) {
            RegularFile file = volume.root().createFile(Symbol.of("file"));
            try (OpenFile open = file.open()) {
                row(
                        "write 1 GB in 1 MB",
                        median(() -> {
                            channel.truncate(0);
                            return time(
                                    position -> channel.write(piece.rewind(), position),
                                    PIECE,
                                    () -> channel.force(false));
                        }),
                        median(() -> {
                            open.truncate(0);
                            volume.commit();
                            return time(position -> open.write(position, piece.rewind()), PIECE, volume::commit);
                        }));
                row(
                        "read 1 GB in 1 MB",
                        median(() -> time(position -> channel.read(piece.rewind(), position), PIECE, () -> {})),
                        median(() -> time(position -> open.read(position, piece.rewind()), PIECE, () -> {})));
                ByteBuffer small = ByteBuffer.allocateDirect(SMALL);
                row(
                        "read 1 GB in 4 KB",
                        median(() -> time(position -> channel.read(small.rewind(), position), SMALL, () -> {})),
                        median(() -> time(position -> open.read(position, small.rewind()), SMALL, () -> {})));
                row(
                        "append 1 GB in 4 KB",
                        median(() -> {
                            channel.truncate(0);
                            return time(
                                    position -> channel.write(small.rewind(), position),
                                    SMALL,
                                    () -> channel.force(false));
                        }),
                        median(() -> {
                            open.truncate(0);
                            volume.commit();
                            return time(position -> open.write(position, small.rewind()), SMALL, volume::commit);
                        }));
            }
            System.out.printf("%nThat file has %d extents.%n", file.extents().size());
        }
        Files.delete(image);
        Files.delete(plain);
    }

    /** Input or output of a piece. */
    @FunctionalInterface
    private interface Transfer {
        void at(long position) throws IOException;
    }

    /** What ends a run. */
    @FunctionalInterface
    private interface End {
        void reach() throws IOException;
    }

    private static long time(Transfer transfer, int piece, End end) throws IOException {
        long start = System.nanoTime();
        for (long at = 0; at < BYTES; at += piece) {
            transfer.at(at);
        }
        end.reach();
        return since(start);
    }

    private static void row(String what, long plain, long ours) {
        System.out.printf("| %s | %.2f | %.2f | %.0f %% |%n", what, plain / 1e9, ours / 1e9, 100.0 * plain / ours);
    }

    private void open() throws IOException {
        for (int count : new int[] {200_000, 1_000_000}) {
            Path image = directory.resolve("open.raw");
            try (WritableVolume volume = format(image, 2L << 30)) {
                fill(volume, count);
            }
            long cold = new OpenOnce(image).nanos();
            System.out.printf(
                    "| %,d | %.2f s | %.2f s |%n", count, cold / 1e9, median(() -> new OpenOnce(image).nanos()) / 1e9);
            Files.delete(image);
        }
    }

    private static void fill(WritableVolume volume, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        Directory directory = volume.root();
        for (int i = 0; i < count; i++) {
            if (i % 1000 == 0) {
                directory = volume.root().createDirectory(Symbol.of("directory" + i / 1000));
            }
            try (OpenFile open = directory.createFile(Symbol.of("file" + i)).open()) {
                open.write(0, bytes.rewind());
            }
        }
    }

    private record OpenOnce(Path image) implements Run {
        @Override
        public long nanos() throws IOException {
            long start = System.nanoTime();
            try (WritableVolume volume = reopen(image)) {
                return volume.hasChanges() ? 0 : since(start);
            }
        }
    }

    /** Compacts while another thread makes files: how long does one of those wait at most? */
    private void compact() throws IOException {
        Path image = directory.resolve("compact.raw");
        try (WritableVolume volume = format(image, 2L << 30)) {
            fill(volume, 1_000_000);
            volume.commit();
            Directory root = volume.root();
            AtomicLong longest = new AtomicLong();
            AtomicBoolean done = new AtomicBoolean();
            Thread other = Thread.ofPlatform().start(() -> {
                for (int i = 0; !done.get(); i++) {
                    long start = System.nanoTime();
                    create(root, Symbol.of("other" + i));
                    longest.accumulateAndGet(since(start), Math::max);
                    LockSupport.parkNanos(100_000);
                }
            });
            long start = System.nanoTime();
            volume.compact();
            long whole = since(start);
            done.set(true);
            other.join();
            System.out.printf("| 1,000,000 | %.2f s | %.0f ms |%n", whole / 1e9, longest.get() / 1e6);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Files.delete(image);
    }

    private static void create(Directory directory, Symbol name) {
        try {
            directory.createFile(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

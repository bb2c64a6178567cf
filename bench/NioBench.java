// SPDX-License-Identifier: Apache-2.0
import dev.tfskit.Tfs;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Copies the files and directories of a tree into places and out of them by java.nio.file, and prints medians: NioBench
 * TREE WORK RUNS [MOUNT]. WORK must exist; MOUNT is a mounted image.
 */
public final class NioBench {

    private static final long IMAGE_BYTES = 1L << 30;
    private static final double NANOS = 1e9;

    private final Path tree;
    private final Path work;
    private final Map<String, List<Double>> times = new LinkedHashMap<>();

    private NioBench(Path tree, Path work) {
        this.tree = tree;
        this.work = work;
    }

    /** Runs it. */
    public static void main(String... arguments) throws IOException {
        NioBench bench = new NioBench(Path.of(arguments[0]), Path.of(arguments[1]));
        int runs = Integer.parseInt(arguments[2]);
        for (int run = 0; run <= runs; run++) {
            if (run == 1) {
                bench.times.clear();
            }
            bench.image(run);
            bench.zip(run);
            bench.directory("directory", bench.work.resolve("in" + run));
            if (arguments.length > 3) {
                bench.directory("mounted image", Path.of(arguments[3]).resolve("in" + run));
            }
        }
        bench.print();
    }

    private void image(int run) throws IOException {
        Path image = work.resolve("image" + run);
        Tfs.create(image, IMAGE_BYTES, "bench").close();
        fileSystem("tfs-nio", () -> FileSystems.newFileSystem(image, Map.of("mode", "rw")));
        Files.delete(image);
    }

    private void zip(int run) throws IOException {
        Path zip = work.resolve(run + ".zip");
        URI uri = URI.create("jar:" + zip.toUri());
        Map<String, Object> stored = Map.of("create", "true", "compressionMethod", "STORED");
        fileSystem("zipfs, stored", () -> FileSystems.newFileSystem(uri, stored));
        Files.delete(zip);
    }

    private interface Opening {
        FileSystem open() throws IOException;
    }

    /** The time includes opening and closing. */
    private void fileSystem(String name, Opening opening) throws IOException {
        long start = System.nanoTime();
        try (FileSystem opened = opening.open()) {
            copy(tree, opened.getPath("/"));
        }
        note(name + " in", start);
        start = System.nanoTime();
        Path out = work.resolve("out");
        try (FileSystem opened = opening.open()) {
            copy(opened.getPath("/"), out);
        }
        note(name + " out", start);
        remove(out);
    }

    private void directory(String name, Path directory) throws IOException {
        long start = System.nanoTime();
        copy(tree, directory);
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
        note(name + " in", start);
        start = System.nanoTime();
        Path out = work.resolve("out");
        copy(directory, out);
        note(name + " out", start);
        remove(out);
        remove(directory);
    }

    private void note(String name, long start) {
        times.computeIfAbsent(name, _ -> new ArrayList<>()).add((System.nanoTime() - start) / NANOS);
    }

    /** Leaves out links, which a zip file system does not have. */
    private static void copy(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(counterpart(directory));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    Files.copy(file, counterpart(file));
                }
                return FileVisitResult.CONTINUE;
            }

            private Path counterpart(Path path) {
                return target.resolve(source.relativize(path).toString());
            }
        });
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        }
    }

    private void print() {
        times.forEach((name, each) -> {
            if (name.endsWith(" in")) {
                String place = name.substring(0, name.length() - " in".length());
                System.out.printf("| %s | %.2f | %.2f |%n", place, median(each), median(times.get(place + " out")));
            }
        });
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.source.Notice;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A root with a dynamic loader, and a program {@code /app} and libraries without a C library, which need each other.
 * The loader is run in the root, so that its view of the root can be compared with ours.
 */
final class LoaderRoot {

    private static final Pattern LISTED = Pattern.compile("\\s*(\\S+) => (?:(\\S+) \\(0x.*|not found)");
    private static final Pattern LISTED_PATH = Pattern.compile("\\s*(\\S*/\\S+) \\(0x.*");
    private static final Pattern MISSING =
            Pattern.compile("(?:.*error while loading shared libraries|Error loading shared library):? (\\S+): .*");

    /** The bytes of libraries that need nothing, by compiler and name: the tests put few of them into many places. */
    private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

    private final Loader loader;
    private final Path root;
    private final Path code;
    private final List<Notice> notices = new ArrayList<>();
    private String loaderPath;
    private String workingDirectory = "/";

    /** A loader of the host, and the compiler that makes programs for it. */
    enum Loader {
        GLIBC_X86_64("cc", "/lib64/ld-linux-x86-64.so.2", "/lib64/ld-linux-x86-64.so.2"),
        GLIBC_AARCH64(
                "aarch64-linux-gnu-gcc",
                "/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1",
                "/lib/ld-linux-aarch64.so.1"),
        GLIBC_RISCV64(
                "riscv64-linux-gnu-gcc",
                "/usr/riscv64-linux-gnu/lib/ld-linux-riscv64-lp64d.so.1",
                "/lib/ld-linux-riscv64-lp64d.so.1"),
        MUSL_X86_64("cc", "/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-x86_64.so.1");

        private final String compiler;
        private final Path file;
        private final String path;

        Loader(String compiler, String file, String path) {
            this.compiler = compiler;
            this.file = Path.of(file);
            this.path = path;
        }

        /** The path of the loader in a root. */
        String path() {
            return path;
        }

        /** The command that runs a program of a root, with variables in its environment. */
        private Command inRoot(Path root, String directory, Map<String, String> environment, String program) {
            String emulator = switch (this) {
                case GLIBC_AARCH64 -> "qemu-aarch64";
                case GLIBC_RISCV64 -> "qemu-riscv64";
                case GLIBC_X86_64, MUSL_X86_64 -> "";
            };
            if (!emulator.isEmpty()) {
                List<String> words = new ArrayList<>(List.of(emulator, "-L", root.toString()));
                environment.forEach((name, value) -> words.addAll(List.of("-E", name + "=" + value)));
                words.add(root.resolve(program.substring(1)).toString());
                return Command.of(words.toArray()).in(root.resolve(directory.substring(1)));
            }
            // Variables for the loader of the root must not reach that of the host.
            List<String> words = new ArrayList<>(List.of(
                    "perl",
                    "-e",
                    "chroot(shift) or die; chdir(shift) or die;"
                            + "while ($ARGV[0] =~ /^(\\w+)=(.*)/) { $ENV{$1} = $2; shift } exec(@ARGV) or die",
                    root.toString(),
                    directory));
            environment.forEach((name, value) -> words.add(name + "=" + value));
            words.add(program);
            return Command.of(words.toArray());
        }
    }

    /** Makes a root, or adds a loader to one that is there. */
    LoaderRoot(Loader loader, Path directory) throws IOException {
        this.loader = loader;
        this.root = directory.resolve("root");
        this.code = directory.resolve("code.c");
        this.loaderPath = loader.path;
        Files.createDirectories(path(loader.path).getParent());
        Files.copy(loader.file, path(loader.path));
    }

    Path path(String path) {
        return root.resolve(path.substring(1));
    }

    String loaderPath() {
        return loaderPath;
    }

    List<Notice> notices() {
        return notices;
    }

    /** Lets the program start in a directory other than the root. */
    void startIn(String path) throws IOException {
        Files.createDirectories(path(path));
        workingDirectory = path;
    }

    void moveLoader(String path) throws IOException {
        Files.createDirectories(path(path).getParent());
        Files.move(path(loaderPath), path(path));
        loaderPath = path;
    }

    /** Adds a library that needs nothing, with its name as its own name. */
    void library(String path) {
        String compiled = loader.compiler + " " + nameOf(path);
        byte[] bytes = COMPILED.get(compiled);
        try {
            if (bytes == null) {
                compileLibrary(path);
                COMPILED.put(compiled, Files.readAllBytes(path(path)));
            } else {
                Files.createDirectories(path(path).getParent());
                Files.write(path(path), bytes);
                // As the compiler leaves it.
                Files.setPosixFilePermissions(path(path), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Compiles a library, with its name as its own name. It needs the libraries that are named.
     *
     * @param options options of the compiler, or paths of libraries in the root
     */
    void library(String path, String... options) {
        compileLibrary(path, options);
    }

    private void compileLibrary(String path, String... options) {
        List<String> all = new ArrayList<>(List.of("-shared", "-fPIC"));
        if (Arrays.stream(options).noneMatch(option -> option.startsWith("-Wl,-soname"))) {
            all.add("-Wl,-soname," + nameOf(path));
        }
        compile(path, "int it(void) { return 7; }", all, options);
    }

    /** Compiles the program {@code /app}, which needs the libraries that are named. */
    void program(String... options) {
        compile(
                "/app",
                "void _start(void) { for (;;) { } }",
                List.of("-Wl,--dynamic-linker=" + loaderPath, "-Wl,--allow-shlib-undefined"),
                options);
    }

    private void compile(String path, String source, List<String> before, String... options) {
        try {
            Files.createDirectories(path(path).getParent());
            Files.writeString(code, source);
            Command.of(loader.compiler, "-nostdlib", "-Wl,--no-as-needed", "-o", path(path), code)
                    .with(before.toArray())
                    .with(Arrays.stream(options)
                            .map(option -> option.startsWith("/") ? path(option) : option)
                            .toArray())
                    .run()
                    .ok();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void link(String path, String target) throws IOException {
        Files.createDirectories(path(path).getParent());
        Files.createSymbolicLink(path(path), Path.of(target));
    }

    void file(String path, String text) throws IOException {
        Files.createDirectories(path(path).getParent());
        Files.writeString(path(path), text);
    }

    /** Changes the name of a library that a file needs to one that is not longer. */
    void rename(String path, String from, String to) throws IOException {
        String bytes = Files.readString(path(path), StandardCharsets.ISO_8859_1);
        String padded = to + "\0".repeat(from.length() + 1 - to.length());
        Files.writeString(path(path), bytes.replace(from + "\0", padded), StandardCharsets.ISO_8859_1);
    }

    /** Makes the loader's cache, as the administrator of the root would. */
    void makeCache() throws IOException, InterruptedException {
        Command.of("/sbin/ldconfig", "-r", root).run().okWithWarnings();
    }

    /** What the loader finds: paths without links, and names of libraries that are missing. */
    Set<String> listed(Map<String, String> environment) throws IOException, InterruptedException {
        Result result = loader.inRoot(root, workingDirectory, environment, loaderPath)
                .with("--list", "/app")
                .run();
        Set<String> listed = new TreeSet<>();
        for (String line :
                Stream.concat(result.output().lines(), result.errors().lines()).toList()) {
            Matcher named = LISTED.matcher(line);
            Matcher path = LISTED_PATH.matcher(line);
            Matcher missing = MISSING.matcher(line);
            if (named.matches()) {
                listed.add(named.group(2) == null ? named.group(1) : real(named.group(2)));
            } else if (path.matches()) {
                listed.add(real(path.group(1)));
            } else if (missing.matches()) {
                listed.add(missing.group(1));
            }
        }
        listed.remove(loaderPath);
        return listed;
    }

    private String real(String path) throws IOException {
        Path absolute = Path.of(workingDirectory).resolve(path);
        Path file = absolute.startsWith(root) ? absolute : path(absolute.toString());
        return "/" + root.toRealPath().relativize(file.toRealPath());
    }

    /**
     * Returns the selected entries besides the program, its loader and where it starts: paths, or the names of missing
     * libraries.
     */
    Set<String> selected(Map<String, String> environment) throws IOException {
        Set<String> selected = new TreeSet<>();
        notices.clear();
        try {
            ProgramRequest request = new ProgramRequest(
                    Text.of("/app"),
                    List.of(),
                    environment,
                    Optional.of(workingDirectory)
                            .filter(path -> !path.equals("/"))
                            .map(Text::of),
                    true,
                    List.of(),
                    List.of());
            ProgramImage.select(new HostTree(root), request, notices::add).explanations().stream()
                    .map(explanation -> explanation.path().toString())
                    .forEach(selected::add);
        } catch (ProgramException e) {
            e.faults().forEach(fault -> selected.add(fault.subject()));
        }
        selected.remove("/app");
        selected.remove(loaderPath);
        selected.remove(workingDirectory);
        return selected;
    }

    /** Returns the selected entries without links, after a comparison with the files that the loader finds. */
    Set<String> selectedLikeTheLoader(Map<String, String> environment) throws IOException, InterruptedException {
        Set<String> listed = listed(environment);
        Set<String> selected = new TreeSet<>();
        for (String path : selected(environment)) {
            if (!path.startsWith("/")) {
                selected.add(path);
            } else if (!path.startsWith("/etc/") && Files.isRegularFile(path(path))) {
                selected.add(real(path));
            }
        }
        boolean isComplete = listed.stream().allMatch(path -> path.startsWith("/"));
        listed.removeIf(path -> !isComplete && path.startsWith("/"));
        assertEquals(listed, selected);
        return selected;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the libfuse of this machine: libfuse 3 or, where that cannot be used, libfuse 2.9. */
final class InstalledFuse {

    /** The system property that has the library which is to be used, 2 or 3; for tests. */
    static final String CHOICE = "tfs.libfuse";

    private InstalledFuse() {}

    /**
     * Loads the library.
     *
     * @throws ToolFailedException when this machine has none; it names the package
     */
    static FuseBinding load(LibC libC) throws ToolFailedException {
        return find(libC)
                .orElseThrow(() -> new ToolFailedException("libfuse", "is not installed", FusePackage.installation()));
    }

    private static Optional<FuseBinding> find(LibC libC) {
        return switch (System.getProperty(CHOICE, "")) {
            case "2" -> Fuse2Binding.load(libC);
            case "3" -> Fuse3Binding.load(libC);
            default ->
                needsOldProgram(libC)
                        ? Fuse2Binding.load(libC).or(() -> Fuse3Binding.load(libC))
                        : Fuse3Binding.load(libC).or(() -> Fuse2Binding.load(libC));
        };
    }

    /**
     * Returns whether only the program of libfuse 2.9 is there. A user without root rights mounts with the help of a
     * program, and each library starts its own.
     */
    private static boolean needsOldProgram(LibC libC) {
        return libC.geteuid() != 0 && !isOnPath("fusermount3") && isOnPath("fusermount");
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

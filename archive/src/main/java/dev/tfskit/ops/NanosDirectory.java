// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of Nanos that a disk needs to boot, in one directory: that of a release, as {@code ops} unpacks it, or that
 * of a build. Immutable.
 *
 * <p>A release has {@code kernel.img}, {@code klibs/} and, depending on the machine, {@code boot.img} and a UEFI loader
 * beside each other. A build has the kernel and its klibs in {@code bin/} and the others in {@code boot/}; the
 * directory of the sources has a build of each platform below {@code output/platform/}.
 *
 * @param kernel the kernel
 * @param bootFile boot sector and boot loader for a BIOS; machines other than PCs have none
 * @param loaders the UEFI loaders, at most one for each kind of machine
 * @param klibs where the klibs are; the directory may be missing
 * @param version the version of a release, if its directory is named after it
 */
public record NanosDirectory(
        Path kernel, Optional<Path> bootFile, List<Path> loaders, KlibDirectory klibs, Optional<String> version) {

    private static final String BOOT_FILE = "boot.img";
    private static final String KERNEL = "kernel.img";
    private static final List<String> LOADERS = List.of("bootx64.efi", "bootaa64.efi", "bootriscv64.efi");
    private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+\\.\\d+)(-arm)?");
    /** Up to 0.1.46, the kernel refuses version 5 of the format. */
    private static final Pattern TOO_OLD = Pattern.compile("0\\.(?:0\\.\\d+|1\\.(?:\\d|[1-3]\\d|4[0-6]))");

    /**
     * Finds the files in a directory.
     *
     * @param directory the directory of a release, of the build of one platform, or of the sources with one build
     * @return the files
     * @throws NotDirectoryException when it is not a directory
     * @throws FileSystemException when it has no kernel, or kernels of several platforms
     * @throws IOException when it cannot be read
     */
    public static NanosDirectory open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.readAttributes(directory, "size");
            throw new NotDirectoryException(directory.toString());
        }
        if (kernel(directory).isPresent()) {
            return at(directory, directory, directory, "klibs");
        }
        List<Path> builds = builds(directory);
        if (builds.size() > 1) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "has builds for several platforms; name one of them, such as " + builds.getFirst());
        }
        if (builds.isEmpty()) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "has no kernel.img; name the directory of a Nanos release, or of a build");
        }
        Path build = builds.getFirst();
        return at(build, build.resolve("bin"), build.resolve("boot"), "bin");
    }

    private static NanosDirectory at(Path directory, Path kernels, Path loaders, String klibs) throws IOException {
        Path boot = loaders.resolve(BOOT_FILE);
        return new NanosDirectory(
                kernel(kernels).orElseThrow(),
                Files.isRegularFile(boot) ? Optional.of(boot) : Optional.empty(),
                LOADERS.stream()
                        .map(loaders::resolve)
                        .filter(Files::isRegularFile)
                        .toList(),
                new KlibDirectory(directory.resolve(klibs)),
                version(directory));
    }

    private static Optional<Path> kernel(Path directory) {
        return Optional.of(directory.resolve(KERNEL)).filter(Files::isRegularFile);
    }

    /**
     * Returns the only UEFI loader.
     *
     * @return the loader; empty if there is none
     * @throws FileSystemException when there are several
     */
    public Optional<Path> loader() throws FileSystemException {
        if (loaders.size() > 1) {
            throw new FileSystemException(
                    loaders.getFirst().resolveSibling("").toString(),
                    null,
                    "has UEFI loaders for several machines; name one with -u");
        }
        return loaders.stream().findFirst();
    }

    /** Returns the directories of builds: the directory itself, or those of the platforms below it. */
    private static List<Path> builds(Path directory) throws IOException {
        if (kernel(directory.resolve("bin")).isPresent()) {
            return List.of(directory);
        }
        Path platforms = directory.resolve("output").resolve("platform");
        if (!Files.isDirectory(platforms)) {
            return List.of();
        }
        List<Path> builds = new ArrayList<>();
        try (Stream<Path> found = Files.list(platforms)) {
            found.filter(platform -> kernel(platform.resolve("bin")).isPresent())
                    .sorted()
                    .forEach(builds::add);
        }
        return builds;
    }

    /**
     * Returns the version of a kernel that cannot read the images that this toolkit makes.
     *
     * @param kernel the file with the kernel
     * @return the version; empty if the kernel reads them, or if its directory is not named after a release
     */
    public static Optional<String> versionTooOld(Path kernel) {
        return version(kernel.resolveSibling(""))
                .filter(version -> TOO_OLD.matcher(version).matches());
    }

    private static Optional<String> version(Path directory) {
        Path name = directory.toAbsolutePath().normalize().getFileName();
        Matcher matcher = VERSION.matcher(String.valueOf(name));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * The directory of the host that holds the klibs of a Nanos kernel, which are its loadable modules. Immutable.
 *
 * @param directory the directory
 */
public record KlibDirectory(Path directory) {

    private static final String CLOUD_INIT = "cloud_init";
    private static final String TLS = "tls";

    /**
     * A klib of the host.
     *
     * @param name the name of the klib, which is its file name in the boot volume
     * @param file the file of the host
     */
    public record Klib(String name, Path file) {}

    /**
     * Finds klibs by their names. {@code tls} comes with {@code cloud_init}, which needs it.
     *
     * @param names the names
     * @return the klibs in the order of the names, each once
     * @throws FileSystemException when a name is not the name of a file in the directory
     * @throws IOException when the directory cannot be read
     */
    public List<Klib> find(List<String> names) throws IOException {
        SequencedSet<String> wanted = new LinkedHashSet<>(names);
        if (wanted.contains(CLOUD_INIT)) {
            wanted.add(TLS);
        }
        List<Klib> klibs = new ArrayList<>();
        for (String name : wanted) {
            klibs.add(new Klib(name, file(name)));
        }
        return List.copyOf(klibs);
    }

    private Path file(String name) throws IOException {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new FileSystemException(
                    "klib '" + name + "'", null, "a name without directories is expected, such as " + TLS);
        }
        try {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new FileSystemException(
                    "klib '" + name + "'", null, "is not a possible path on this host; correct it");
        }
        throw new FileSystemException(
                "klib '" + name + "'", null, "is not in the directory " + directory + ", which has " + present());
    }

    private String present() throws IOException {
        if (!Files.isDirectory(directory)) {
            return "no klibs, because it does not exist; name the directory of a Nanos release";
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names.isEmpty()
                ? "no klibs; name the directory of a Nanos release"
                : "the klibs " + String.join(", ", names) + "; choose one of them";
    }
}

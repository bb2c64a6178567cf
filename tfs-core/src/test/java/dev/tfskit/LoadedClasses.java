// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The classes that the JVM of a tool loads, which cost time at each start. */
public final class LoadedClasses {

    private LoadedClasses() {}

    /**
     * Runs a tool, which must succeed, and returns the classes that the archive of the JVM does not hold: the JVM reads
     * or makes them at run time.
     *
     * @param tool the command; {@code directory} is its working directory
     * @param directory receives the report of the JVM
     * @return a line for each class
     */
    public static List<String> outsideArchive(Command tool, Path directory) throws IOException, InterruptedException {
        return report(tool, "class+load", directory).stream()
                .filter(line -> !line.contains("shared objects file"))
                .toList();
    }

    /**
     * Runs a tool, which must succeed, and returns the classes of some packages that it initializes.
     *
     * @param tool the command; {@code directory} is its working directory
     * @param packages a pattern of the packages, with slashes, such as {@code dev/tfskit|picocli}; those below are
     *     meant, too
     * @param directory receives the report of the JVM
     * @return a line for each class
     */
    public static List<String> initialized(Command tool, String packages, Path directory)
            throws IOException, InterruptedException {
        Pattern line = Pattern.compile(".*Initializing '(" + packages + ")/.*");
        return report(tool, "class+init=info", directory).stream()
                .filter(line.asMatchPredicate())
                .toList();
    }

    private static List<String> report(Command tool, String log, Path directory)
            throws IOException, InterruptedException {
        tool.env("TFS_JAVA_OPTS", "-Xlog:" + log + ":file=classes").run().ok();
        return Files.readAllLines(directory.resolve("classes"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers for Windows start what those for other systems start. Nothing here can run them. */
class WindowsLaunchersTest {

    private static final Path BIN = Command.PROJECT.resolve("bin");
    private static final Pattern MAIN = Pattern.compile("dev\\.tfskit\\.\\w+\\.\\w+Main");
    private static final Pattern OPTIONS = Pattern.compile("options=\"?(-XX[^\"]*)\"");

    private static String found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(result -> result.groupCount() > 0 ? result.group(1) : result.group())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-mkfs", "tfs-dump"})
    void startTheSameClass(String tool) throws IOException {
        assertEquals(found(MAIN, BIN.resolve(tool)), found(MAIN, BIN.resolve(tool + ".cmd")));
    }

    /** All options except that of AOT caches, which Windows does not get. */
    @Test
    void passTheSameOptionsToTheJvm() throws IOException {
        List<String> options = Stream.of(
                        found(OPTIONS, BIN.resolve("tfs-launch")).split("\\s+"))
                .filter(option -> !option.startsWith("-Xlog:aot"))
                .toList();
        assertEquals(
                options, List.of(found(OPTIONS, BIN.resolve("tfs-launch.cmd")).split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-mkfs.cmd", "tfs-dump.cmd", "tfs-launch.cmd"})
    void haveTheLineEndsOfWindows(String name) throws IOException {
        String text = Files.readString(BIN.resolve(name));
        assertTrue(text.endsWith("\r\n"));
        assertEquals(text.lines().count(), text.split("\r\n").length);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.source.Content;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first line of a script: the program that runs it.
 *
 * @param interpreter a path; or, if {@code env} is to find it, a name without a slash
 * @param arguments the arguments of the interpreter before the path of the script
 */
record Script(Text interpreter, List<String> arguments) {

    /** The most bytes of the first line that Linux reads. */
    private static final int MOST_BYTES = 256;

    /**
     * Reads the first line of a file.
     *
     * @return empty if the file is no script
     * @throws IOException when it cannot be read
     */
    static Optional<Script> of(Content content) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(MOST_BYTES);
        try (Content.Reader reader = content.open()) {
            while (start.hasRemaining() && reader.read(start, start.position()) >= 0) {
                // Go on until the buffer is full or the file ends.
            }
        }
        String line = new String(Arrays.copyOf(start.array(), start.position()), StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        if (!line.startsWith("#!") || line.substring(2).isBlank()) {
            return Optional.empty();
        }
        // Linux passes everything after the interpreter as one argument.
        String[] words = line.substring(2).strip().split("[ \t]+", 2);
        boolean isEnv = words[0].equals("env") || words[0].endsWith("/env");
        return Optional.of(
                isEnv && words.length > 1
                        ? throughEnv(words[1].strip())
                        : new Script(bytes(words[0]), words.length > 1 ? List.of(words[1].strip()) : List.of()));
    }

    /**
     * Returns the program that {@code env} runs. Variables before its name are ignored, because the image sets the
     * environment.
     */
    private static Script throughEnv(String argument) {
        String text = argument.startsWith("-S") ? argument.substring(2).strip() : argument;
        List<String> words = new ArrayList<>(List.of(text.split("[ \t]+")));
        while (words.size() > 1 && words.getFirst().contains("=")) {
            words.removeFirst();
        }
        return new Script(bytes(words.getFirst()), List.copyOf(words.subList(1, words.size())));
    }

    private static Text bytes(String characters) {
        return Text.wrap(characters.getBytes(StandardCharsets.ISO_8859_1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what the tools print with {@code --json}. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The document that tfs-dump prints with these arguments, as the only thing, in one line. */
    public static JsonNode dump(Object... arguments) throws IOException, InterruptedException {
        return of(Command.dump(arguments).run().ok());
    }

    /** The document that a command has printed. */
    public static JsonNode of(Result result) throws IOException {
        assertEquals(1, result.lines().size());
        return MAPPER.readTree(result.outputBytes());
    }

    /** A document in a file. */
    public static JsonNode read(Path file) throws IOException {
        return MAPPER.readTree(Files.readAllBytes(file));
    }

    /** What the real jq makes of the output of tfs-dump, a line each. */
    public static List<String> jq(String filter, Object... arguments) throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of(Command.launcher("tfs-dump")));
        words.addAll(List.of(arguments));
        return Command.shell("filter=$1; shift; \"$@\" --json | jq -r \"$filter\"", combine(filter, words))
                .run()
                .ok()
                .lines();
    }

    private static Object[] combine(Object first, List<Object> rest) {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all.toArray();
    }

    /** The texts that the elements of an array have under a name. */
    public static List<String> texts(JsonNode array, String name) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.path(name).asText()));
        return texts;
    }
}

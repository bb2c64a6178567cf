// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Command;
import dev.tfskit.Json;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a volume that a kernel has written, and the trees that it had. */
class HistoryIT {

    private static final Golden VOLUME = new Golden("kernel-written");

    @TempDir
    private Path temp;

    private static List<JsonNode> changes() throws IOException, InterruptedException {
        List<JsonNode> changes = new ArrayList<>();
        Json.dump("--log", "--json", VOLUME.image())
                .get("log")
                .forEach(step -> step.path("changes").forEach(changes::add));
        return changes;
    }

    @Test
    void recordsAreCountedAndFollowEachOther() throws IOException, InterruptedException {
        long number = 0;
        long end = 0;
        for (JsonNode step : Json.dump("--log", "--json", VOLUME.image()).get("log")) {
            if (step.get("type").asText().equals("record")) {
                assertEquals(number++, step.get("record").asLong());
                assertTrue(step.get("offset").asLong() >= end);
                end = step.get("offset").asLong() + step.get("length").asLong();
                assertTrue(step.get("entries").asLong() > 0);
            }
        }
        assertEquals(
                String.valueOf(number),
                Json.jq("[.log[] | select(.type == \"record\")] | length", "--log", VOLUME.image())
                        .getFirst());
    }

    @Test
    void textHasWordsOfJson() throws IOException, InterruptedException {
        List<String> words = Json.jq(".log[] | .changes[]?.words", "--log", VOLUME.image());
        List<String> text = InProcess.dump("--log", VOLUME.image()).ok().lines().stream()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
        assertEquals(text, words);
        assertTrue(words.contains("create file /program"));
        assertTrue(words.contains("extend /program by 65 blocks at block 3073"));
    }

    @Test
    void changesOfEveryTypeHaveTheirFields() throws IOException, InterruptedException {
        Set<String> types = new HashSet<>();
        for (JsonNode change : changes()) {
            String type = change.get("type").asText();
            types.add(type);
            switch (type) {
                case "create", "remove" ->
                    assertTrue(change.has("path") && change.has("kind") && change.has("inode"), change.toString());
                case "rename", "link" ->
                    assertTrue(
                            change.get("from").has("path") && change.get("to").has("path") && change.has("replaces"),
                            change.toString());
                case "exchange" ->
                    assertTrue(
                            change.get("from").has("path") && change.get("to").has("path"), change.toString());
                case "complete" ->
                    assertTrue(change.has("record") && change.get("change").has("type"), change.toString());
                case "extent" -> assertTrue(change.has("before") || change.has("after"), change.toString());
                case "length" -> assertTrue(change.has("after") && change.has("path"), change.toString());
                case "set_attribute" ->
                    assertTrue(change.get("attribute").isArray() && change.has("after"), change.toString());
                case "remove_attribute" ->
                    assertTrue(change.get("attribute").isArray() && change.has("before"), change.toString());
                default -> throw new AssertionError(change.toString());
            }
        }
        assertTrue(
                types.containsAll(Set.of("create", "remove", "rename", "link", "extent", "length", "set_attribute")),
                types.toString());
    }

    /** A reader of JSON joins the entries of the tree with the changes of the log by this number. */
    @Test
    void inodeNumbersOfTreeAndLogAreEqual() throws IOException, InterruptedException {
        Map<String, Long> ofLog = new HashMap<>();
        for (JsonNode change : changes()) {
            for (JsonNode place : List.of(change, change.path("to"))) {
                if (place.path("present").asBoolean() && place.has("path")) {
                    ofLog.put(place.get("path").asText(), place.get("inode").asLong());
                }
            }
        }
        int compared = 0;
        for (JsonNode entry : Json.dump("-t", "--json", VOLUME.image()).get("entries")) {
            String path = entry.get("path").asText();
            if (ofLog.containsKey(path)) {
                assertEquals(ofLog.get(path), entry.get("inode").asLong(), path);
                compared++;
            }
        }
        assertTrue(compared > 5, compared + " entries");
    }

    @Test
    void treeOfEarlierRecordHasEarlierContent() throws IOException, InterruptedException {
        String removal = Json.jq(
                        "[.log[] | select(.type == \"record\") | .record as $record | .changes[]"
                                + " | select(.type == \"remove\" and .path == \"/pre/delete.txt\") | $record] | first",
                        "--log",
                        VOLUME.image())
                .getFirst();
        long record = Long.parseLong(removal);
        Result before = InProcess.dump("--find", "delete.txt", "--at", record - 1, VOLUME.image());
        assertEquals(List.of("/pre/delete.txt"), before.lines());
        assertEquals(0, before.exitCode());
        assertEquals(
                List.of(),
                InProcess.dump("--find", "delete.txt", "--at", record, VOLUME.image())
                        .lines());
    }

    @Test
    void treeOfEarlierRecordIsExtracted() throws IOException, InterruptedException {
        Path out = temp.resolve("out");
        Result result = InProcess.dump("-d", out, "--at", 0, VOLUME.image());
        assertEquals(0, result.exitCode(), result.errors());
        List<String> found = Command.of("find", out, "-mindepth", 1, "-printf", "/%P\\n")
                .run()
                .ok()
                .lines();
        assertEquals(
                Json.jq(
                                ".log[] | select(.record == 0) | .changes[] | select(.type == \"create\" and "
                                        + ".path != \"/\") | .path",
                                "--log",
                                VOLUME.image())
                        .stream()
                        .sorted()
                        .toList(),
                found.stream().sorted().toList());
    }

    @Test
    void lostContentsAreNamed() throws IOException, InterruptedException {
        boolean named = false;
        for (String record : Json.jq(
                ".log[] | select(.record != null and .record % 100 == 50) | .record", "--log", VOLUME.image())) {
            Result result = InProcess.dump("-t", "--at", record, VOLUME.image());
            assertEquals(0, result.exitCode(), result.errors());
            named |= result.errors()
                    .lines()
                    .anyMatch(line -> line.matches(
                            "tfs-dump: /.*: warning: [0-9]+ blocks? of it belongs? to another file by now, .*"));
        }
        assertTrue(named);
    }

    @Test
    void treeBeforeDamageOfTheLogIsShown() throws IOException, InterruptedException {
        Path damaged = VOLUME.unpack(temp.resolve("damaged.raw"));
        String second = Json.jq(".log[] | select(.record == 1) | .offset", "--log", VOLUME.image())
                .getFirst();
        try (FileChannel file = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {-1, -1, -1}), Long.parseLong(second) + 1);
        }
        assertEquals(1, InProcess.dump("-t", damaged).exitCode());
        for (Result log : List.of(InProcess.dump("--log", damaged), InProcess.dump("--log", "--json", damaged))) {
            assertEquals(1, log.exitCode());
            assertTrue(log.errors().matches("tfs-dump: .*damaged[.]raw: .*byte [0-9]+: .*\n"), log.errors());
            assertTrue(log.output().contains("amaged"), log.output());
        }
        Result result = InProcess.dump("-t", "--at", 0, damaged);
        assertEquals(0, result.exitCode(), result.errors());
        assertEquals(InProcess.dump("-t", "--at", 0, VOLUME.image()).output(), result.output());
        assertTrue(
                result.errors()
                        .contains(": warning: the log is damaged after that record, so it is unknown which"
                                + " files have lost blocks since: "),
                result.errors());
    }
}

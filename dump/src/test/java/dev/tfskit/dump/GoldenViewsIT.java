// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The views of tfs-dump on volumes of other writers agree with the listings of these volumes. */
class GoldenViewsIT {

    @TempDir
    private Path temp;

    static List<Golden> volumes() throws IOException {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void treeEqualsListing(Golden volume) throws IOException, InterruptedException {
        JsonNode shown = InProcess.json("-t", "--json", volume.image());
        JsonNode listing = volume.listing();
        assertEquals(listing.get("label").asText(), shown.get("label").asText());
        assertEquals(listing.get("uuid").asText(), shown.get("uuid").asText());
        List<String> expected = new ArrayList<>(List.of("/ directory"));
        listing.get("entries").forEach(entry -> expected.add(words(entry, type(entry))));
        List<String> found = new ArrayList<>();
        shown.get("entries")
                .forEach(entry -> found.add(words(entry, entry.get("type").asText())));
        assertEquals(
                expected.stream().sorted().toList(), found.stream().sorted().toList());
        int entries = expected.size();
        assertEquals(
                entries + 2, InProcess.dump("-t", volume.image()).ok().lines().size());
    }

    private static String words(JsonNode entry, String type) {
        return entry.get("path").asText() + " " + type
                + (entry.has("target") ? " " + entry.get("target").asText() : "")
                + (type.equals("file") ? " " + entry.path("size").asLong() : "");
    }

    private static String type(JsonNode listed) {
        return switch (listed.get("type").asText()) {
            case "dir" -> "directory";
            case "symlink" -> "link";
            case "socket" -> "socket";
            default -> "file";
        };
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void checksumsEqualThoseOfListing(Golden volume) throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>();
        for (JsonNode entry : volume.listing().get("entries")) {
            if (entry.get("type").asText().equals("file")) {
                expected.add(
                        entry.get("path").asText() + " " + entry.get("sha256").asText());
            }
        }
        List<String> found = new ArrayList<>();
        for (JsonNode entry :
                InProcess.json("--sha256", "--json", volume.image()).get("files")) {
            found.add(entry.get("path").asText() + " " + entry.get("sha256").asText());
        }
        assertTrue(found.containsAll(expected));
        // What has no extents is listed as something else and shown as an empty file.
        found.removeAll(expected);
        assertTrue(
                found.size() <= 2
                        && found.stream()
                                .allMatch(line -> line.endsWith(
                                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
                found.toString());
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void logExtensionsEqualThoseOfListing(Golden volume) throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>();
        volume.listing().get("log").forEach(extension -> expected.add(extension.toString()));
        List<String> surveyed = new ArrayList<>();
        InProcess.json("--info", "--json", volume.image())
                .get("log")
                .get("extensions")
                .forEach(extension -> surveyed.add(extension.toString()));
        assertEquals(expected, surveyed);
        List<String> met = Json.jq(
                ".log[] | select(.type == \"begin\" or .type == \"link\") | {start_block, blocks, version} | tojson",
                "--log",
                volume.image());
        assertEquals(expected, met);
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void treeAfterLastRecordEqualsTree(Golden volume) throws IOException, InterruptedException {
        String last = Json.jq("[.log[] | select(.type == \"record\")] | last | .record", "--log", volume.image())
                .getFirst();
        assertEquals(
                InProcess.dump(volume.image()).ok().output(),
                InProcess.dump("--at", last, volume.image()).ok().output());
        InProcess.dump("--at", Long.parseLong(last) + 1, volume.image())
                .failed(
                        1,
                        "tfs-dump: " + volume.image() + ": there is no record " + (Long.parseLong(last) + 1)
                                + "; the last one of the log is " + last);
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void checkFindsNoErrors(Golden volume) throws IOException, InterruptedException {
        JsonNode report = InProcess.json("--check", "--json", volume.image());
        assertEquals(0, report.get("errors").asLong(), report.toString());
        assertFalse(Json.texts(report.get("findings"), "severity").contains("error"));
        assertEquals(
                report.get("warnings").asLong() + report.get("notes").asLong(),
                report.get("findings").size());
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void compressedOrNotIsTheSame(Golden volume) throws IOException, InterruptedException {
        Path image = volume.unpack(temp.resolve("unpacked.raw"));
        InProcess.dump("--diff", image, volume.image()).ok();
        assertEquals(
                InProcess.dump("--info", image).ok().output(),
                InProcess.dump("--info", volume.image()).ok().output());
    }
}

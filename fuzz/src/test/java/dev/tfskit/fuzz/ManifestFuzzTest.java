// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.manifest.HostLookup;
import dev.tfskit.manifest.Manifest;
import dev.tfskit.text.Canonical;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.text.ManifestText;
import dev.tfskit.text.PrintedTuple;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text is a manifest or is refused; what is one comes back when it is printed, and becomes an image. */
class ManifestFuzzTest {

    @TempDir
    private static Path empty;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "(children:(a:(contents:(host:x)) l:(linktarget:\"x y\") d:(children:()))) # comment",
                        "(children:(kernel:(contents:(host:k))) program:/a arguments:[a \"\" (b:c)] imagesize:1M)",
                        "(boot:(children:(kernel:())) children:(a:() b:(tfs.hardlink:/a)) tfs.types:(mtime:integer)"
                                + " mtime:7 environment:(A:\"b\\\"c\\\\\"))",
                        "(children:(a:(posix.perm:\"0644 1 2\" mtime:5 user.x:1 tfs.types:(user.x:integer)"
                                + " children:(\"\\\"\":(socket:\"\"))))) (second:tuple)",
                        "(a|b:c d/e:f coredumplimit:16m mounts:(x:/y:ro))")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void textIsManifestOrIsRefused(byte[] input) throws IOException {
        ManifestText text;
        try {
            text = ManifestParser.parse(input.clone(), "fuzz");
        } catch (ManifestException refused) {
            return;
        }
        for (Tuple tuple : text.tuples()) {
            assertEquals(Canonical.text(tuple), Canonical.text(ManifestParser.parseTuple(PrintedTuple.of(tuple))));
        }
        Manifest.Resolved resolved;
        try {
            resolved = Manifest.of(text, List.of(), null).resolve(new HostLookup(empty, empty), _ -> {});
        } catch (ManifestException refused) {
            return;
        }
        Images.buildOrRefuse(() -> List.of(resolved.root()));
    }
}

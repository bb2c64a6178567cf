// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.history.History;
import dev.tfskit.history.Step;
import dev.tfskit.log.Replay;
import dev.tfskit.manifest.ManifestExport;
import dev.tfskit.survey.Survey;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.text.ValuePrinter;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Shows a volume in each way that tfs-dump has. */
final class Views {

    private static final int LARGEST_FILES = 5;

    private Views() {}

    /** Shows all; damage is allowed, any other failure is not. */
    static void show(BlockDevice volume) throws IOException {
        history(volume);
        Replay replay;
        try {
            replay = Replay.of(volume);
        } catch (TfsFormatException damage) {
            return;
        }
        new ValuePrinter(OutputStream.nullOutputStream(), _ -> false).print(replay.root());
        try {
            Survey.of(volume, replay, LARGEST_FILES);
            manifest(Volume.of(volume, replay));
        } catch (TfsFormatException damage) {
            // The tree is damaged.
        }
    }

    private static void history(BlockDevice volume) throws IOException {
        History history = new History(volume, History.USUAL_CHANGES);
        while (history.hasNext()) {
            if (history.next() instanceof Step.Recorded record) {
                record.changes().forEach(change -> change.describe());
            }
        }
    }

    /** What is printed as a manifest must be one. */
    private static void manifest(Volume volume) throws IOException {
        ByteArrayOutputStream manifest = new ByteArrayOutputStream();
        new ManifestExport(volume, Text.of("/"), _ -> {}).to(manifest);
        ManifestParser.parse(manifest.toByteArray(), "manifest");
    }
}

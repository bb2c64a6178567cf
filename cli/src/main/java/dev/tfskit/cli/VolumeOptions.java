// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.device.VolumeChoice;
import dev.tfskit.manifest.SizeText;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that choose a volume of an image. */
public final class VolumeOptions {

    /** The heading of these options in the help. */
    public static final String HEADING = "Which volume (by default the root volume):";

    private static final int LAST_PARTITION = 3;

    private VolumeOptions() {}

    /** Returns the descriptions of the options. */
    public static List<OptionSpec> specs() {
        return List.of(
                Flag.named("-b", "--boot")
                        .description("Use the boot volume of a disk image.")
                        .build(),
                OptionSpec.builder("--partition")
                        .paramLabel("N")
                        .type(Integer.class)
                        .description("Use the volume in partition N, counted from 0.")
                        .build(),
                OptionSpec.builder("--offset")
                        .paramLabel("BYTES")
                        .type(String.class)
                        .description("Use the volume that begins at this byte of the image, such as 1M or 0x100000.")
                        .build());
    }

    /**
     * Returns the volume that the command line chooses.
     *
     * @throws UsageException when two options choose a volume, or a number is impossible
     */
    public static VolumeChoice choice(ParseResult arguments) throws UsageException {
        List<VolumeChoice> choices = new ArrayList<>();
        if (arguments.hasMatchedOption("-b")) {
            choices.add(new VolumeChoice.Boot());
        }
        if (arguments.hasMatchedOption("--partition")) {
            choices.add(new VolumeChoice.InPartition(partition(arguments)));
        }
        if (arguments.hasMatchedOption("--offset")) {
            String text = arguments.matchedOptionValue("--offset", "");
            choices.add(new VolumeChoice.AtOffset(offset("--offset " + text, text)));
        }
        if (choices.size() > 1) {
            throw new UsageException("-b, --partition and --offset each choose a volume; give one of them");
        }
        return choices.isEmpty() ? new VolumeChoice.Root() : choices.getFirst();
    }

    private static int partition(ParseResult arguments) throws UsageException {
        int number = arguments.matchedOptionValue("--partition", 0);
        if (number < 0 || number > LAST_PARTITION) {
            throw new UsageException("--partition takes a number from 0 to " + LAST_PARTITION);
        }
        return number;
    }

    /**
     * Reads the offset of a volume.
     *
     * @param option the option with its value, for the message
     * @param text the value
     * @throws UsageException when it is no number of bytes
     */
    public static long offset(String option, String text) throws UsageException {
        return SizeText.parse(text)
                .orElseThrow(() ->
                        new UsageException(option + ": a number of bytes is expected, such as 4096, 1M or 0x100000"));
    }
}

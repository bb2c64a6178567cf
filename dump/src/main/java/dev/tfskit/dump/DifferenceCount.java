// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.compare.Difference;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Identity;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts differences by their kind. Not thread-safe. */
final class DifferenceCount {

    private final DifferenceWords words;
    private final Map<String, Long> counts = new TreeMap<>();
    private ExitCode code = ExitCode.OK;

    /** Creates a count; {@code words} has the names of the images. */
    DifferenceCount(DifferenceWords words) {
        this.words = words;
    }

    void add(Difference difference) {
        counts.merge(kind(difference), 1L, Long::sum);
        // An entry that cannot be compared outweighs one that differs.
        if (code != ExitCode.TROUBLE) {
            code = difference instanceof Difference.Damaged ? ExitCode.TROUBLE : ExitCode.DIFFERENT;
        }
    }

    private String kind(Difference difference) {
        return switch (difference) {
            case Difference.OnlyInFirst _ -> "only in " + words.first();
            case Difference.OnlyInSecond _ -> "only in " + words.second();
            case Difference.Moved _ -> "moved";
            case Difference.KindDiffers _ -> "of another type";
            case Difference.AttributeDiffers _ -> "in attributes";
            case Difference.LinkDiffers _ -> "in hard links";
            case Difference.ContentDiffers _ -> "in contents";
            case Difference.Damaged _ -> "damaged";
        };
    }

    ExitCode exitCode() {
        return code;
    }

    /** Returns one line with all counts. It also says whether labels and UUIDs differ, without counting them. */
    String summary(Identity first, Identity second) {
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        String kinds = counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        String labels = first.label().equals(second.label())
                ? ""
                : "; the label is '" + first.label() + "' in " + words.first() + " and '" + second.label() + "' in "
                        + words.second();
        String uuids = first.uuid().equals(second.uuid()) ? "; the UUIDs are equal" : "; the UUIDs differ";
        return (sum == 0 ? "no differences" : Messages.of(sum, "difference", "differences") + ": " + kinds)
                + labels
                + uuids;
    }
}

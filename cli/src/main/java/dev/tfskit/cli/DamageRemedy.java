// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.device.VolumeChoice;
import dev.tfskit.error.TfsFormatException;

/** Words the advice of an error message about an image that is damaged, or that is not a TFS image. */
public final class DamageRemedy {

    /** The length of magic, version and length in the first extension of the log (docs/format.md, section 2.1). */
    private static final int BEGINNING_BYTES = 8;

    private DamageRemedy() {}

    /**
     * Returns what to do. When the volume begins as it should, the file is a TFS image, and the damage lies behind.
     *
     * @param damage the damage of an image or of its volume
     * @param choice the volume that was opened
     * @return the remedy; empty when the message of the damage has it already
     */
    public static String of(TfsFormatException damage, VolumeChoice choice) {
        if (damage.isOfCompression()) {
            return "";
        }
        return damage.offset().orElse(Long.MAX_VALUE) < BEGINNING_BYTES
                ? ofFile(damage, choice)
                : "run 'tfs-dump --check" + option(choice) + "' on it; add '--salvage NEW' to save what can be read";
    }

    /**
     * Returns what to do about a file that cannot be checked, because it does not begin like a TFS volume or ends
     * within its beginning.
     *
     * @param damage the damage of an image or of its volume
     * @param choice the volume that was opened
     * @return the remedy; empty when the message of the damage has it already
     */
    public static String ofFile(TfsFormatException damage, VolumeChoice choice) {
        if (damage.isOfCompression()) {
            return "";
        }
        return choice instanceof VolumeChoice.AtOffset
                ? "check --offset and that all of the image is there"
                : "check that it is a TFS image and that all of it is there";
    }

    private static String option(VolumeChoice choice) {
        return switch (choice) {
            case VolumeChoice.Root _ -> "";
            case VolumeChoice.Boot _ -> " --boot";
            case VolumeChoice.InPartition(int number) -> " --partition " + number;
            case VolumeChoice.AtOffset(long offset) -> " --offset " + offset;
        };
    }
}

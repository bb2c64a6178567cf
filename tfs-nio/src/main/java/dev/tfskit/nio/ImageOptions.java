// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.device.VolumeChoice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The options with which an image is opened as a file system: those of a URI and of the environment.
 *
 * @param choice the volume
 * @param isWritable whether it is opened for writing
 * @param opening the number of this file system among those of the same volume that are open at the same time, from 1
 */
record ImageOptions(VolumeChoice choice, boolean isWritable, int opening) {

    static final String MODE = "mode";
    static final String VOLUME = "volume";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String OPENING = "opening";

    private static final Set<String> ALL = Set.of(MODE, VOLUME, PARTITION, OFFSET, OPENING);
    private static final Set<String> CHOICES = Set.of(VOLUME, PARTITION, OFFSET);

    /**
     * Returns the options of a URI and an environment.
     *
     * @throws IllegalArgumentException when an option is unknown or malformed, URI and environment have different
     *     values for it, or two options choose a volume
     */
    static ImageOptions of(Map<String, String> query, Map<String, ?> environment) {
        Map<String, String> options = new LinkedHashMap<>(query);
        environment.forEach((name, value) -> {
            String before = options.put(name, String.valueOf(value));
            if (before != null && !before.equals(String.valueOf(value))) {
                throw new IllegalArgumentException(
                        "the option " + name + " is " + before + " in the URI and " + value + " in the environment");
            }
        });
        for (String name : options.keySet()) {
            if (!ALL.contains(name)) {
                throw new IllegalArgumentException("a TFS image has no option " + name + "; choose from "
                        + ALL.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        return new ImageOptions(choice(options), isWritable(options), opening(options));
    }

    /** Returns whether an environment has only options of this provider. */
    static boolean knowAll(Map<String, ?> environment) {
        return ALL.containsAll(environment.keySet());
    }

    /** Returns whether an environment chooses a volume. */
    static boolean chooseVolume(Map<String, ?> environment) {
        return environment.keySet().stream().anyMatch(CHOICES::contains);
    }

    private static VolumeChoice choice(Map<String, String> options) {
        if (options.keySet().stream().filter(CHOICES::contains).count() > 1) {
            throw new IllegalArgumentException("volume, partition and offset each choose a volume; give one of them");
        }
        String volume = options.getOrDefault(VOLUME, "root");
        if (options.containsKey(PARTITION)) {
            return new VolumeChoice.InPartition(Math.toIntExact(number(options, PARTITION, 0, Integer.MAX_VALUE)));
        }
        if (options.containsKey(OFFSET)) {
            return new VolumeChoice.AtOffset(number(options, OFFSET, 0, Long.MAX_VALUE));
        }
        return switch (volume) {
            case "root" -> new VolumeChoice.Root();
            case "boot" -> new VolumeChoice.Boot();
            default -> throw new IllegalArgumentException("the option volume is root or boot, not " + volume);
        };
    }

    private static boolean isWritable(Map<String, String> options) {
        String mode = options.getOrDefault(MODE, "ro");
        return switch (mode) {
            case "ro" -> false;
            case "rw" -> true;
            default -> throw new IllegalArgumentException("the option mode is ro or rw, not " + mode);
        };
    }

    private static int opening(Map<String, String> options) {
        return options.containsKey(OPENING) ? Math.toIntExact(number(options, OPENING, 1, Integer.MAX_VALUE)) : 1;
    }

    private static long number(Map<String, String> options, String name, long least, long most) {
        String text = options.get(name);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the option " + name + " is a number, not " + text, e);
        }
        throw new IllegalArgumentException(
                "the option " + name + " is a number from " + least + " to " + most + ", not " + text);
    }

    /** Returns the option that chooses the volume, as in a query; empty for the root volume. */
    static Optional<String> query(VolumeChoice choice) {
        return switch (choice) {
            case VolumeChoice.Root _ -> Optional.empty();
            case VolumeChoice.Boot _ -> Optional.of(VOLUME + "=boot");
            case VolumeChoice.InPartition(int number) -> Optional.of(PARTITION + "=" + number);
            case VolumeChoice.AtOffset(long offset) -> Optional.of(OFFSET + "=" + offset);
        };
    }
}

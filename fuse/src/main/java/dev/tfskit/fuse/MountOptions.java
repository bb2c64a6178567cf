package dev.tfskit.fuse;

import dev.tfskit.cli.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code -o} says.
 *
 * @param readOnly whether the volume is only looked at
 * @param appearance how modes and owners look
 * @param commitSeconds how long a change waits at most before it is made durable
 * @param passedOn what libfuse and the kernel are told
 */
record MountOptions(boolean readOnly, Appearance appearance, int commitSeconds, List<String> passedOn) {

    private static final int MOST_SECONDS = 3600;
    /** What a table of mounts may say to others than the file system. */
    private static final Set<String> FOR_OTHERS = Set.of("defaults", "auto", "noauto", "nofail", "_netdev", "user", "nouser", "users", "owner",
            "group", "rw", "relatime", "norelatime", "strictatime", "loud", "silent");

    /**
     * Reads options.
     *
     * @param lists options separated by commas
     * @param readOnly whether the command line says so in another way
     * @throws UsageException when a value is impossible
     */
    static MountOptions parse(final List<String> lists, final boolean readOnly) throws UsageException {
        final Parser parser = new Parser(readOnly);
        for (final String list : lists) {
            for (final String option : list.split(",")) {
                parser.take(option);
            }
        }
        return parser.result();
    }

    private static final class Parser {

        private final List<String> passedOn = new ArrayList<>();
        private boolean readOnly;
        private Optional<Long> user = Optional.empty();
        private Optional<Long> group = Optional.empty();
        private OptionalInt mask = OptionalInt.empty();
        private int commitSeconds = 1;

        Parser(final boolean readOnly) {
            this.readOnly = readOnly;
        }

        void take(final String option) throws UsageException {
            final int equals = option.indexOf('=');
            final String name = equals < 0 ? option : option.substring(0, equals);
            final String value = equals < 0 ? "" : option.substring(equals + 1);
            switch (name) {
                case "ro" -> readOnly = true;
                case "uid" -> user = Optional.of(number(option, value, 10, 0xffff_ffffL));
                case "gid" -> group = Optional.of(number(option, value, 10, 0xffff_ffffL));
                case "umask" -> mask = OptionalInt.of((int) number(option, value, 8, 07777));
                case "commit" -> commitSeconds = (int) Math.max(1, number(option, value, 10, MOST_SECONDS));
                case "", "default_permissions", "big_writes", "subtype", "fsname" -> { }
                default -> {
                    if (!FOR_OTHERS.contains(name) && !name.startsWith("x-")) {
                        passedOn.add(option);
                    }
                }
            }
        }

        private static long number(final String option, final String value, final int radix, final long most) throws UsageException {
            try {
                final long number = Long.parseLong(value, radix);
                if (number >= 0 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException notOne) {
                // Said below.
            }
            throw new UsageException("-o " + option + ": the value must be a number from 0 to " + Long.toString(most, radix));
        }

        MountOptions result() {
            if (readOnly) {
                passedOn.add("ro");
            }
            return new MountOptions(readOnly, new Appearance(user, group, mask), commitSeconds, List.copyOf(passedOn));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.UsageException;
import dev.tfskit.cli.VolumeOptions;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.FreedBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The options of {@code -o}.
 *
 * @param readOnly whether the volume is only read
 * @param ownership the owners and modes that the mount shows
 * @param commitSeconds the most seconds, 1 to 3600, that a change waits before it is made durable
 * @param writes when the kernel passes written bytes on
 * @param freedBlocks what happens to the bytes of freed blocks
 * @param specialFiles whether programs may make fifos and devices
 * @param volume the volume to mount; empty when no option chooses one
 * @param log the file for messages while the mount runs in the background
 * @param overlay the file that takes all changes
 * @param passedOn the options for libfuse and the kernel
 * @param given the options as they were given, one each
 */
record MountOptions(
        boolean readOnly,
        OwnershipOverride ownership,
        int commitSeconds,
        WritePolicy writes,
        FreedBlocks freedBlocks,
        SpecialFilePolicy specialFiles,
        Optional<VolumeChoice> volume,
        Optional<String> log,
        Optional<String> overlay,
        List<String> passedOn,
        List<String> given) {

    /** The most bytes that the kernel reads at once; a number from 0 to 2^32 - 1 follows. */
    static final String MAX_READ = "max_read";

    private static final String MAX_WRITE = "max_write";
    /**
     * The kernel refuses to write requests into a buffer of less than 8 KiB, and libfuse keeps half of that for their
     * headers.
     */
    private static final long LEAST_WRITE = 4096;

    private static final int MOST_SECONDS = 3600;
    private static final int LAST_PARTITION = 3;
    /** The kernel takes the number after it as no user or group. */
    private static final long LAST_ID = 0xffff_fffeL;

    private static final String READ_ONLY = "ro";

    /** Options of a mount table that are for other programs. */
    private static final Set<String> FOR_OTHERS = Set.of(
            "defaults",
            "auto",
            "noauto",
            "nofail",
            "_netdev",
            "user",
            "nouser",
            "users",
            "owner",
            "group",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime",
            "lazytime",
            "nolazytime",
            "diratime",
            "nodiratime",
            "loud",
            "silent",
            "comment",
            "uhelper",
            "helper");

    private static final List<String> FOR_OTHERS_PREFIXES = List.of("x-", "X-");
    /** The names of the options that go to libfuse and the kernel as they are. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "allow_other",
            "allow_root",
            "nonempty",
            "auto_unmount",
            "large_read",
            "context",
            "fscontext",
            "defcontext",
            "rootcontext",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "async",
            "sync",
            "dirsync",
            "atime",
            "noatime",
            "debug",
            "max_readahead",
            "max_background",
            "congestion_threshold",
            "async_read",
            "sync_read",
            "no_remote_lock",
            "no_remote_posix_lock",
            "no_remote_flock",
            "splice_write",
            "no_splice_write",
            "splice_move",
            "no_splice_move",
            "splice_read",
            "no_splice_read");

    /** Splits lists of options that are separated by commas. */
    static List<String> split(List<String> lists) {
        return lists.stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    /**
     * Reads options.
     *
     * @param options the options, one each
     * @throws UsageException when a value is impossible, when two options choose a volume, or, without {@code sloppy},
     *     when an option is unknown or has a value that it does not take; {@code ro} may have none even then
     */
    static MountOptions parse(List<String> options) throws UsageException {
        Parser parser = new Parser();
        for (String option : options) {
            parser.take(option);
        }
        return parser.result(options);
    }

    /** Returns the same options for a mount that is read-only whatever they say. */
    MountOptions asReadOnly() {
        if (readOnly) {
            return this;
        }
        return new MountOptions(
                true,
                ownership,
                commitSeconds,
                writes,
                freedBlocks,
                specialFiles,
                volume,
                log,
                overlay,
                Stream.concat(passedOn.stream(), Stream.of(READ_ONLY)).toList(),
                given);
    }

    /** Returns whether an option is for the programs that read a table of mounts, and means nothing here. */
    static boolean isForOthers(String name) {
        return FOR_OTHERS.contains(name) || FOR_OTHERS_PREFIXES.stream().anyMatch(name::startsWith);
    }

    private static final class Parser {

        /** What the options without a value set. */
        private final Map<String, Flag> flags = Map.ofEntries(
                Map.entry(READ_ONLY, () -> readOnly = true),
                Map.entry("rw", () -> readOnly = false),
                Map.entry("writeback", () -> writes = WritePolicy.BACK),
                Map.entry("no_writeback", () -> writes = WritePolicy.THROUGH),
                Map.entry("discard", () -> freedBlocks = FreedBlocks.ZERO),
                Map.entry("nodiscard", () -> freedBlocks = FreedBlocks.KEEP),
                Map.entry("special", () -> specialFiles = SpecialFilePolicy.KEEP),
                Map.entry("nospecial", () -> specialFiles = SpecialFilePolicy.REFUSE),
                Map.entry("boot", () -> choose(new VolumeChoice.Boot())),
                Map.entry("sloppy", () -> sloppy = true));

        private final List<String> passedOn = new ArrayList<>();
        /** Why an option is refused; ignored when {@code sloppy} is given anywhere. */
        private Optional<String> refusal = Optional.empty();

        private boolean readOnly;
        private boolean sloppy;
        private Optional<Long> user = Optional.empty();
        private Optional<Long> group = Optional.empty();
        private OptionalInt mask = OptionalInt.empty();
        private int commitSeconds = 1;
        private WritePolicy writes = WritePolicy.BACK;
        private FreedBlocks freedBlocks = FreedBlocks.KEEP;
        private SpecialFilePolicy specialFiles = SpecialFilePolicy.REFUSE;
        private Optional<VolumeChoice> volume = Optional.empty();
        private Optional<String> log = Optional.empty();
        private Optional<String> overlay = Optional.empty();

        /** An option without a value. */
        private interface Flag {

            void set() throws UsageException;
        }

        void take(String option) throws UsageException {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            Flag flag = flags.get(name);
            if (flag == null) {
                take(option, name, value);
            } else if (equals < 0) {
                flag.set();
            } else if (name.equals(READ_ONLY)) {
                // Where sloppy left this out, the mount would be writable.
                throw new UsageException(superfluousValue(option, name));
            } else {
                refuse(superfluousValue(option, name));
            }
        }

        private static String superfluousValue(String option, String name) {
            return "-o " + option + ": the option takes no value; write " + name;
        }

        private void take(String option, String name, String value) throws UsageException {
            switch (name) {
                case "uid" -> user = Optional.of(number(option, value, 10, LAST_ID));
                case "gid" -> group = Optional.of(number(option, value, 10, LAST_ID));
                case "umask" -> mask = OptionalInt.of((int) number(option, value, 8, Permissions.MODE_BITS));
                case "commit" -> commitSeconds = (int) number(option, value, 10, 1, MOST_SECONDS);
                case "partition" ->
                    choose(new VolumeChoice.InPartition((int) number(option, value, 10, LAST_PARTITION)));
                // The program mount takes the short name for itself, and makes a loop device.
                case "offset", "volume_offset" ->
                    choose(new VolumeChoice.AtOffset(VolumeOptions.offset("-o " + option, value)));
                case "log" -> log = Optional.of(value);
                case "overlay" -> overlay = Optional.of(value);
                case MAX_READ -> passedOn.add(MAX_READ + "=" + number(option, value, 10, 0xffff_ffffL));
                case MAX_WRITE -> passedOn.add(MAX_WRITE + "=" + number(option, value, 10, LEAST_WRITE, 0xffff_ffffL));
                // The mount has these in any case, or sets them itself. The kernel truncates before it opens a file.
                case "default_permissions", "big_writes", "subtype", "fsname", "atomic_o_trunc" -> {}
                default -> passOn(option, name);
            }
        }

        private void passOn(String option, String name) {
            if (UNDERSTOOD.contains(name)) {
                passedOn.add(option);
            } else if (!isForOthers(name)) {
                refuse("-o " + option + ": there is no such option");
            }
        }

        private void refuse(String reason) {
            refusal = refusal.or(() -> Optional.of(reason));
        }

        private void choose(VolumeChoice choice) throws UsageException {
            if (volume.isPresent()) {
                throw new UsageException("-o: boot, partition= and offset= each choose a volume; give one of them");
            }
            volume = Optional.of(choice);
        }

        private static long number(String option, String value, int radix, long most) throws UsageException {
            return number(option, value, radix, 0, most);
        }

        private static long number(String option, String value, int radix, long least, long most)
                throws UsageException {
            try {
                long number = Long.parseLong(value, radix);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException notOne) {
                // Falls through to the message.
            }
            throw new UsageException("-o " + option + ": the value must be a number from " + least + " to "
                    + Long.toString(most, radix) + (radix == 8 ? ", in octal" : ""));
        }

        MountOptions result(List<String> given) throws UsageException {
            if (!sloppy && refusal.isPresent()) {
                throw new UsageException(refusal.get());
            }
            MountOptions writable = new MountOptions(
                    false,
                    new OwnershipOverride(user, group, mask),
                    commitSeconds,
                    writes,
                    freedBlocks,
                    specialFiles,
                    volume,
                    log,
                    overlay,
                    List.copyOf(passedOn),
                    List.copyOf(given));
            return readOnly ? writable.asReadOnly() : writable;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Flag;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.image.ImageSize;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.value.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options that change an image in place.
 *
 * @param deletes whether entries that no source has are removed
 * @param comparesContents whether files are compared byte for byte
 * @param removals patterns of entries to remove
 * @param renames entries to rename
 * @param modes permission bits to set
 * @param removedAttributes attributes of the root to remove
 * @param boot the files that replace what the image boots from
 * @param copy where the result goes, if IMAGE is to stay as it is
 * @param defragmented files whose contents are made contiguous
 * @param compacts whether the log is written anew
 * @param shrinks whether the image is made as small as it can be
 * @param punches whether free blocks are given back to the host
 * @param size the least size of the image in bytes, if one was given
 * @param label the new label, if one was given
 * @param uuid the new UUID, if one was given
 */
record UpdateOptions(
        boolean deletes,
        boolean comparesContents,
        EntryPatterns removals,
        List<Rename> renames,
        List<Mode> modes,
        List<Symbol> removedAttributes,
        BootFiles boot,
        Optional<String> copy,
        List<TreePath> defragmented,
        boolean compacts,
        boolean shrinks,
        boolean punches,
        OptionalLong size,
        Optional<Label> label,
        Optional<UUID> uuid) {

    private static final String UPDATE = "--update";
    private static final String COPY = "--copy-to";
    private static final String DEFRAGMENT = "--defragment";
    private static final String UNTUPLE = "--untuple";
    private static final String COMPACT = "--compact";
    private static final String SHRINK = "--shrink";
    private static final String PUNCH = "--punch";
    private static final List<String> CHANGES = List.of(
            "--delete",
            "--checksum",
            "--remove",
            "--rename",
            "--chmod",
            UNTUPLE,
            COPY,
            DEFRAGMENT,
            COMPACT,
            SHRINK,
            PUNCH);
    private static final List<String> FOR_COPIES = List.of("--lz4", "--force");
    private static final List<String> FOR_NEW_IMAGES =
            List.of("-e", "--nanos", "--klib", "--explain", "--reproducible", "--verify");

    /** An entry to rename. */
    record Rename(TreePath from, TreePath to) {}

    /** Permission bits to set. */
    record Mode(int bits, TreePath path) {}

    static void describe(ToolSyntax syntax) {
        syntax.addGroup(
                "To change an image in place:",
                List.of(
                        Flag.named(UPDATE)
                                .description("Change IMAGE instead of making it: put trees, a manifest and root "
                                        + "attributes over what it has. All changes take effect, or none.")
                                .build(),
                        Flag.named("--delete")
                                .description("Remove the entries that no tree has.")
                                .build(),
                        Flag.named("--checksum")
                                .description("Compare files byte for byte. By default, a file of the same size and "
                                        + "time counts as unchanged.")
                                .build(),
                        option("--remove", "GLOB", "1")
                                .description(
                                        "Remove entries that match, with everything below them. May be " + "repeated.")
                                .build(),
                        option("--rename", "OLD NEW", "2")
                                .description("Rename an entry, or move it. May be repeated.")
                                .build(),
                        option("--chmod", "MODE PATH", "2")
                                .description("Set the permission bits of an entry, in octal. May be repeated.")
                                .build(),
                        option(UNTUPLE, "NAME", "1")
                                .description("Remove an attribute of the root. May be repeated.")
                                .build(),
                        option(DEFRAGMENT, "FILE", "1")
                                .description("Make the contents of a file contiguous. May be repeated.")
                                .build(),
                        Flag.named(COMPACT)
                                .description("Rewrite the log without obsolete entries.")
                                .build(),
                        Flag.named(SHRINK)
                                .description("Make the image as small as it can be; with -s, not smaller than a "
                                        + "new image of that size.")
                                .build(),
                        Flag.named(PUNCH)
                                .description("Give the storage of free blocks back to the host.")
                                .build(),
                        OptionSpec.builder(COPY)
                                .paramLabel("OUT")
                                .type(String.class)
                                .description("Leave IMAGE as it is, and write the result to OUT: a file, or what "
                                        + "else tfs-mkfs writes a new image to.")
                                .build()));
    }

    private static OptionSpec.Builder option(String name, String label, String arity) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String[].class)
                .arity(arity)
                .hideParamSyntax(true);
    }

    /**
     * Reads the options of the command line.
     *
     * @param result has the size, the label and the UUID
     * @return empty when an image is to be made
     * @throws UsageException when an option has no valid value, or does not go with the others
     */
    static Optional<UpdateOptions> of(ParseResult arguments, ResultOptions result) throws UsageException {
        if (!arguments.hasMatchedOption(UPDATE)) {
            for (String option : CHANGES) {
                if (arguments.hasMatchedOption(option)) {
                    throw new UsageException(option + " changes an image that exists; give " + UPDATE + ", too");
                }
            }
            return Optional.empty();
        }
        for (String option : FOR_NEW_IMAGES) {
            if (arguments.hasMatchedOption(option)) {
                throw new UsageException(option + " is for a new image and does not go with " + UPDATE);
            }
        }
        for (String option : FOR_COPIES) {
            if (arguments.hasMatchedOption(option) && !arguments.hasMatchedOption(COPY)) {
                throw new UsageException(option + " is for a new image and does not go with " + UPDATE + " alone; give "
                        + COPY + ", too");
            }
        }
        if (arguments.hasMatchedOption("--delete")
                && !arguments.hasMatchedOption("-r")
                && !arguments.hasMatchedOption("-m")) {
            throw new UsageException("--delete removes what no tree has; name a tree with -r");
        }
        return Optional.of(new UpdateOptions(
                arguments.hasMatchedOption("--delete"),
                // Times that become SOURCE_DATE_EPOCH do not show that a file has changed.
                arguments.hasMatchedOption("--checksum") || result.latest().isPresent(),
                removals(values(arguments, "--remove")),
                renames(values(arguments, "--rename")),
                modes(values(arguments, "--chmod")),
                attributes(values(arguments, UNTUPLE)),
                BootFiles.of(arguments),
                Optional.ofNullable(arguments.matchedOptionValue(COPY, null)),
                paths(values(arguments, DEFRAGMENT)),
                arguments.hasMatchedOption(COMPACT),
                arguments.hasMatchedOption(SHRINK),
                arguments.hasMatchedOption(PUNCH),
                arguments.hasMatchedOption("-s") ? OptionalLong.of(result.size()) : OptionalLong.empty(),
                arguments.hasMatchedOption("-l") ? Optional.of(result.label()) : Optional.empty(),
                result.uuid()));
    }

    private static List<String> values(ParseResult arguments, String option) {
        return List.of(arguments.matchedOptionValue(option, new String[0]));
    }

    private static EntryPatterns removals(List<String> patterns) throws UsageException {
        try {
            return EntryPatterns.of(patterns);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--remove: " + Messages.reasonOf(e));
        }
    }

    private static List<Rename> renames(List<String> words) throws UsageException {
        List<Rename> renames = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 2) {
            renames.add(new Rename(
                    EntryArgument.parse("--rename", words.get(i)), EntryArgument.parse("--rename", words.get(i + 1))));
        }
        return List.copyOf(renames);
    }

    private static List<Mode> modes(List<String> words) throws UsageException {
        List<Mode> modes = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 2) {
            if (!words.get(i).matches("[0-7]{1,4}")) {
                throw new UsageException(
                        "--chmod " + words.get(i) + ": permission bits in octal are expected, such as 0755");
            }
            modes.add(new Mode(Integer.parseInt(words.get(i), 8), EntryArgument.parseAny("--chmod", words.get(i + 1))));
        }
        return List.copyOf(modes);
    }

    private static List<Symbol> attributes(List<String> words) throws UsageException {
        List<Symbol> names = new ArrayList<>();
        for (String word : words) {
            Symbol name = Symbol.of(word);
            if (word.isEmpty() || Attributes.MANAGED.contains(name)) {
                throw new UsageException(UNTUPLE + " cannot remove '" + word
                        + "', which is not an attribute for the kernel; leave it out");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private static List<TreePath> paths(List<String> words) throws UsageException {
        List<TreePath> paths = new ArrayList<>();
        for (String word : words) {
            paths.add(EntryArgument.parse(DEFRAGMENT, word));
        }
        return List.copyOf(paths);
    }

    /** Returns in words what is done besides changes of the tree. */
    List<String> otherWork(Wording wording) {
        List<String> work = new ArrayList<>();
        boot.names().forEach(name -> work.add(wording.of(name, "replaced")));
        if (compacts) {
            work.add(wording.of("log", "written anew"));
        }
        if (shrinks) {
            work.add(wording.of("image", "shrunk"));
        }
        if (punches) {
            work.add(wording.of("free blocks", "given back"));
        }
        return work;
    }

    /**
     * Passes the options that change the volume to an update, except the removals: {@link VolumeUpdate} passes them,
     * because it reports those that match nothing. {@link UpdateCommand} carries out the others: it replaces boot
     * files, works on a copy, shrinks and punches.
     *
     * @param offset where the root volume begins in the image, in bytes
     */
    void applyTo(ImageUpdate update, long offset) {
        renames.forEach(each -> update.rename(each.from, each.to));
        modes.forEach(each -> update.mode(each.path, each.bits));
        removedAttributes.forEach(update::removeRootAttribute);
        defragmented.forEach(update::defragment);
        if (compacts) {
            update.rewriteLog();
        }
        // A least size, even with --shrink: before the image shrinks, it may need more than the size that was given.
        size.ifPresent(bytes -> update.size(new ImageSize.AtLeast(Math.max(0, bytes - offset))));
        label.ifPresent(update::label);
        uuid.ifPresent(update::uuid);
        if (deletes) {
            update.deleteOthers();
        }
        if (comparesContents) {
            update.compareContents();
        }
    }
}

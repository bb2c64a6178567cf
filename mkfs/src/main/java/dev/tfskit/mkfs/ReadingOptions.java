// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.message.Messages;
import dev.tfskit.oci.Platform;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.host.DirectorySelection.MountPoints;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * The options for how trees are read.
 *
 * @param excludes what stays out
 * @param ignoresZeros whether reading goes on after the end of a tar or cpio archive
 * @param strippedNames the number of names to remove from the front of each path in an archive, at least 0
 * @param mountPoints what becomes of directories on which another file system is mounted
 * @param imageAttributes whether the label and the root attributes of TFS images are taken, too
 * @param platform the platform to choose from the index of a container image; empty for the only platform or, of
 *     several, that of this machine
 */
record ReadingOptions(
        Excludes excludes,
        boolean ignoresZeros,
        int strippedNames,
        MountPoints mountPoints,
        boolean imageAttributes,
        Optional<Platform> platform) {

    /**
     * Reads the options of the command line.
     *
     * @param arguments with the options that {@link SourceOptions#describe} describes
     * @throws UsageException when an option has no valid value
     * @throws IOException when a file with patterns cannot be read
     */
    static ReadingOptions of(ParseResult arguments) throws UsageException, IOException {
        return new ReadingOptions(
                ExcludeOptions.of(arguments),
                arguments.hasMatchedOption("--ignore-zeros"),
                arguments.matchedOptionValue("--strip-components", 0),
                arguments.hasMatchedOption("--one-file-system") ? MountPoints.LEFT_EMPTY : MountPoints.ENTERED,
                arguments.hasMatchedOption("--image-attributes"),
                platform(arguments.matchedOptionValue("--platform", null)));
    }

    private static Optional<Platform> platform(@Nullable String text) throws UsageException {
        try {
            return Optional.ofNullable(text).map(Platform::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--platform " + text + ": " + Messages.reasonOf(e));
        }
    }

    /**
     * Checks that each option has a tree that it is for.
     *
     * @throws UsageException when one has none
     */
    void checkFit(TreeArguments trees) throws UsageException {
        if (platform.isPresent() && trees.all().stream().noneMatch(TreeArgument::isContainer)) {
            throw new UsageException("--platform chooses a container image; name it with -r oci:PATH");
        }
        if (strippedNames < 0) {
            throw new UsageException("--strip-components takes a number from 0");
        }
        if ((ignoresZeros || strippedNames > 0)
                && !trees.mayHave(
                        tree -> tree instanceof TreeArgument.Archive || tree instanceof TreeArgument.StandardInput)) {
            throw new UsageException(
                    (ignoresZeros ? "--ignore-zeros" : "--strip-components") + " is about archives; name one with -r");
        }
        if (imageAttributes && !trees.mayHave(TreeArgument.VolumeImage.class::isInstance)) {
            throw new UsageException("--image-attributes is about a TFS image; name that with -r");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.source.Adjustments;
import dev.tfskit.source.DirectorySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * The options for the metadata of entries.
 *
 * @param owner the owner of all entries, if overridden
 * @param keepsPermissions whether modes and owners are stored
 * @param keepsTimes whether times are stored
 * @param keepsExtendedAttributes whether extended attributes are stored
 * @param namespaces which extended attributes of a directory tree are stored
 */
record MetadataOptions(
        Optional<Adjustments.Owner> owner,
        boolean keepsPermissions,
        boolean keepsTimes,
        boolean keepsExtendedAttributes,
        DirectorySource.Namespaces namespaces) {

    /**
     * Reads the options of the command line.
     *
     * @param arguments with the options that {@link SourceOptions#describe} describes
     * @param trees the directories in which names of owners are looked up
     * @return the options
     * @throws UsageException when the owner is not a user or group
     */
    static MetadataOptions of(ParseResult arguments, List<Path> trees) throws UsageException, IOException {
        Optional<String> owner = Optional.ofNullable(arguments.matchedOptionValue("--owner", null));
        return new MetadataOptions(
                owner.isPresent() ? Optional.of(new NamedOwner(trees).parse(owner.get())) : Optional.empty(),
                !arguments.hasMatchedOption("--no-perms"),
                !arguments.hasMatchedOption("--no-times"),
                !arguments.hasMatchedOption("--no-xattrs"),
                namespaces(arguments));
    }

    private static DirectorySource.Namespaces namespaces(ParseResult arguments) {
        if (arguments.hasMatchedOption("--all-xattrs")) {
            return DirectorySource.Namespaces.ALL;
        }
        return arguments.hasMatchedOption("--no-xattrs")
                ? DirectorySource.Namespaces.NONE
                : DirectorySource.Namespaces.USER;
    }

    /**
     * Checks that no two options contradict each other.
     *
     * @throws UsageException when two of them do
     */
    void checkFit() throws UsageException {
        if (!keepsExtendedAttributes && namespaces == DirectorySource.Namespaces.ALL) {
            throw new UsageException("--no-xattrs and --all-xattrs contradict each other; give one of them");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.source.host.DirectorySelection;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * The options for the metadata of entries.
 *
 * @param owner {@code USER[:GROUP]}, the owner of all entries, if overridden; {@link NamedOwner} reads it
 * @param keepsPermissions whether modes and owners are stored
 * @param keepsTimes whether times are stored
 * @param keepsExtendedAttributes whether extended attributes are stored
 * @param namespaces which extended attributes of a directory tree are stored
 */
record MetadataOptions(
        Optional<String> owner,
        boolean keepsPermissions,
        boolean keepsTimes,
        boolean keepsExtendedAttributes,
        DirectorySelection.Namespaces namespaces) {

    /**
     * Reads the options of the command line.
     *
     * @param arguments with the options that {@link SourceOptions#describe} describes
     * @return the options
     */
    static MetadataOptions of(ParseResult arguments) {
        return new MetadataOptions(
                Optional.ofNullable(arguments.matchedOptionValue("--owner", null)),
                !arguments.hasMatchedOption("--no-perms"),
                !arguments.hasMatchedOption("--no-times"),
                !arguments.hasMatchedOption("--no-xattrs"),
                namespaces(arguments));
    }

    private static DirectorySelection.Namespaces namespaces(ParseResult arguments) {
        if (arguments.hasMatchedOption("--all-xattrs")) {
            return DirectorySelection.Namespaces.ALL;
        }
        return arguments.hasMatchedOption("--no-xattrs")
                ? DirectorySelection.Namespaces.NONE
                : DirectorySelection.Namespaces.USER;
    }

    /**
     * Checks that no two options contradict each other.
     *
     * @throws UsageException when two of them do
     */
    void checkFit() throws UsageException {
        if (!keepsExtendedAttributes && namespaces == DirectorySelection.Namespaces.ALL) {
            throw new UsageException("--no-xattrs and --all-xattrs cannot be combined; give one of them");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.source.Adjustments;
import dev.tfskit.source.DirectorySource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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

    private static final Pattern OWNER = Pattern.compile("([0-9]{1,10})(?::([0-9]{1,10}))?");
    private static final long MAX_ID = 0xffff_ffffL;

    /**
     * Reads the options of the command line.
     *
     * @param arguments with the options that {@link SourceOptions#describe} describes
     * @return the options
     * @throws UsageException when the owner is not a user or group
     */
    static MetadataOptions of(ParseResult arguments) throws UsageException {
        return new MetadataOptions(
                owner(arguments.matchedOptionValue("--owner", null)),
                !arguments.hasMatchedOption("--no-perms"),
                !arguments.hasMatchedOption("--no-times"),
                !arguments.hasMatchedOption("--no-xattrs"),
                arguments.hasMatchedOption("--all-xattrs")
                        ? DirectorySource.Namespaces.ALL
                        : DirectorySource.Namespaces.USER);
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

    private static Optional<Adjustments.Owner> owner(@Nullable String text) throws UsageException {
        if (text == null) {
            return Optional.empty();
        }
        Matcher form = OWNER.matcher(text);
        boolean matches = form.matches();
        long user = matches ? Long.parseLong(form.group(1)) : MAX_ID + 1;
        long group = matches && form.group(2) != null ? Long.parseLong(form.group(2)) : user;
        if (user > MAX_ID || group > MAX_ID) {
            throw new UsageException(
                    "--owner " + text + ": two numbers are expected, such as 1000:1000, or one for both");
        }
        return Optional.of(new Adjustments.Owner(user, group));
    }
}

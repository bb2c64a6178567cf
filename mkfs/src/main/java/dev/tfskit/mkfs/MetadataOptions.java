// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.source.Adjustments;
import dev.tfskit.source.DirectorySource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/**
 * What comes along with the entries of the trees, as the command line says it.
 *
 * @param owner who owns everything, if not those whom the sources name
 * @param keepsPermissions whether modes and owners come along
 * @param keepsTimes whether times come along
 * @param keepsExtendedAttributes whether extended attributes come along
 * @param namespaces which extended attributes of a directory come along
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
     * What the command line says.
     *
     * @param arguments with the options that {@link SourceOptions#describe} describes
     * @return the options
     * @throws UsageException when the owner is no user or group
     */
    static MetadataOptions of(ParseResult arguments) throws UsageException {
        return new MetadataOptions(
                owner(Optional.ofNullable(arguments.matchedOptionValue("--owner", null))),
                !arguments.hasMatchedOption("--no-perms"),
                !arguments.hasMatchedOption("--no-times"),
                !arguments.hasMatchedOption("--no-xattrs"),
                arguments.hasMatchedOption("--all-xattrs")
                        ? DirectorySource.Namespaces.ALL
                        : DirectorySource.Namespaces.USER);
    }

    /**
     * Checks that the options go together.
     *
     * @throws UsageException when two of them say opposite things
     */
    void checkFit() throws UsageException {
        if (!keepsExtendedAttributes && namespaces == DirectorySource.Namespaces.ALL) {
            throw new UsageException("--no-xattrs and --all-xattrs say opposite things; give one of them");
        }
    }

    private static Optional<Adjustments.Owner> owner(Optional<String> text) throws UsageException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher form = OWNER.matcher(text.get());
        boolean matches = form.matches();
        long user = matches ? Long.parseLong(form.group(1)) : MAX_ID + 1;
        long group = matches && form.group(2) != null ? Long.parseLong(form.group(2)) : user;
        if (user > MAX_ID || group > MAX_ID) {
            throw new UsageException(
                    "--owner " + text.get() + ": two numbers are expected, such as 1000:1000, or one for both");
        }
        return Optional.of(new Adjustments.Owner(user, group));
    }
}

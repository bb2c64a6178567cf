// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image as the command line names it: a file, or a file as it was after a record, such as {@code boot.raw@12}.
 *
 * @param file the file
 * @param record the record, if one is named
 */
record ImageName(Path file, OptionalLong record) {

    private static final Pattern WITH_RECORD = Pattern.compile("(.+)@([0-9]{1,18})", Pattern.DOTALL);

    /** Splits the text. If a file with the whole text as its name exists, the text is not split. */
    static ImageName parse(String argument, String text) throws UsageException {
        Path whole = PathArgument.parse(argument, text);
        Matcher form = WITH_RECORD.matcher(text);
        if (Files.exists(whole) || !form.matches()) {
            return new ImageName(whole, OptionalLong.empty());
        }
        return new ImageName(
                PathArgument.parse(argument, form.group(1)), OptionalLong.of(Long.parseLong(form.group(2))));
    }

    /** Returns the name as the command line has it. */
    @Override
    public String toString() {
        return record.isPresent() ? file + "@" + record.getAsLong() : file.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A locale in which the host speaks German, in a directory of the test: hosts have the sources of locales, but seldom
 * the locales.
 *
 * @param directory the directory of the locale
 * @param name its name there
 */
public record GermanLocale(Path directory, String name) {

    private static final Path TEXTS = Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo");
    private static final Path SOURCE = Path.of("/usr/share/i18n/locales/de_DE");
    private static final Path LOCALEDEF = Path.of("/usr/bin/localedef");

    /**
     * Makes the locale, or skips the test on a host that has no German.
     *
     * @param directory an existing directory
     * @param charset the encoding, by its name in {@code /usr/share/i18n/charmaps}
     * @return the locale
     */
    public static GermanLocale make(Path directory, String charset) throws IOException, InterruptedException {
        assumeTrue(Files.exists(TEXTS) && Files.exists(SOURCE) && Files.exists(LOCALEDEF), "no German on this host");
        String name = "de_DE." + charset;
        Result made = Command.of(LOCALEDEF, "-i", "de_DE", "-f", charset, directory.resolve(name))
                .run();
        assumeTrue(made.exitCode() == 0, "no German can be made");
        return new GermanLocale(directory, name);
    }

    /**
     * Returns a command in this locale.
     *
     * @param command the command
     * @return the command with the variables that set the locale
     */
    public Command set(Command command) {
        return command.env("LOCPATH", directory.toString()).env("LC_ALL", name);
    }
}

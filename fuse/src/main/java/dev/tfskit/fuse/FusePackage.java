// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The package that has libfuse 3 and fusermount3. The package has the same name in every distribution, but the command
 * that installs it differs.
 */
final class FusePackage {

    private static final Path DISTRIBUTION = Path.of("/etc/os-release");

    private FusePackage() {}

    /** Returns what a user has to do, with the command of this distribution where it is known. */
    static String installation() {
        return "install the package fuse3"
                + installer().map(command -> ": sudo " + command + " fuse3").orElse("");
    }

    private static Optional<String> installer() {
        return distributions().flatMap(name -> installerOf(name).stream()).findFirst();
    }

    private static Optional<String> installerOf(String distribution) {
        return Optional.ofNullable(
                switch (distribution) {
                    case "debian", "ubuntu" -> "apt-get install -y";
                    case "fedora", "rhel", "centos" -> "dnf install -y";
                    case "suse", "opensuse" -> "zypper install -y";
                    case "arch" -> "pacman -S";
                    default -> null;
                });
    }

    /** Returns the name of this distribution, then the names of those that it is made from. */
    private static Stream<String> distributions() {
        try {
            return Files.readString(DISTRIBUTION, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
                    .flatMap(line -> Stream.of(line.substring(line.indexOf('=') + 1)
                            .replace("\"", "")
                            .split(" ")));
        } catch (IOException notThere) {
            return Stream.empty();
        }
    }
}

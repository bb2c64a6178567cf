// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.image.boot.BootReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * The files that replace what an existing image boots from. Where a component is empty, the image keeps what it has.
 *
 * @param kernel the file with the new kernel
 * @param bootFile the file with the new boot sector and boot loader
 * @param loader the file with the new UEFI loader
 */
record BootFiles(Optional<Path> kernel, Optional<Path> bootFile, Optional<Path> loader) {

    static BootFiles of(ParseResult arguments) throws UsageException {
        return new BootFiles(path(arguments, "-k"), path(arguments, "-b"), path(arguments, "-u"));
    }

    private static Optional<Path> path(ParseResult arguments, String option) throws UsageException {
        Optional<String> text = Optional.ofNullable(arguments.matchedOptionValue(option, null));
        return text.isEmpty() ? Optional.empty() : Optional.of(PathArgument.parse(option, text.get()));
    }

    /** Returns the names of what is replaced. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        kernel.ifPresent(_ -> names.add("kernel"));
        bootFile.ifPresent(_ -> names.add("boot file"));
        loader.ifPresent(_ -> names.add("UEFI loader"));
        return names;
    }

    /**
     * Replaces them on a disk, which stays open.
     *
     * @param latest for reproducible images: the time of the UEFI loader
     */
    void applyTo(BlockDevice disk, Optional<Instant> latest) throws IOException {
        if (names().isEmpty()) {
            return;
        }
        try (LoaderFile opened = LoaderFile.of(loader, latest)) {
            Optional<BootFile> code =
                    bootFile.isPresent() ? Optional.of(BootFile.read(bootFile.get())) : Optional.empty();
            new BootReplacement(kernel, code, opened.partition()).applyTo(disk);
        }
    }
}

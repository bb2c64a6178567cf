// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.ImageOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of an image that a run reads. No output may take their place.
 *
 * @param image the image file
 * @param overlay the file with changes of the image, if any
 */
record InputFiles(Path image, Optional<ImageOverlay> overlay) {

    /**
     * Opens the image, with the changes of the overlay.
     *
     * @param diagnostics receives what {@link ImageInput} says about the files
     * @return the bytes of the image
     */
    BlockDevice open(Diagnostics diagnostics) throws IOException {
        return overlay.isPresent()
                ? ImageInput.open(image, overlay.get(), diagnostics)
                : ImageInput.open(image, diagnostics);
    }

    /** Returns all of the files. */
    List<Path> all() {
        List<Path> all = new ArrayList<>(List.of(image));
        overlay.ifPresent(each -> all.add(each.file()));
        return all;
    }

    /**
     * Returns a file to write. It must be none of these files, or a mistaken name would destroy them.
     *
     * @param option the option that names the file
     * @param name the name of the file
     * @throws UsageException when no file can have this name, or it is one of these files
     */
    Path target(String option, String name) throws UsageException, IOException {
        return target(option, PathArgument.parseTarget(option, name));
    }

    /** Does the same with a name that is parsed already. */
    Path target(String option, Path file) throws UsageException, IOException {
        if (Files.exists(file)) {
            if (Files.isSameFile(file, image)) {
                throw new UsageException(option + " names the image itself; name another file");
            }
            if (overlay.isPresent() && Files.isSameFile(file, overlay.get().file())) {
                throw new UsageException(option + " names the file of --overlay; name another file");
            }
        }
        return file;
    }
}

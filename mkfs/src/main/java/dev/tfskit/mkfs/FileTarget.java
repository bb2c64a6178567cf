// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.hostfile.OpenDirectory;
import dev.tfskit.hostfile.PendingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A regular file, which appears under its name when it is complete.
 *
 * @param workPath the path of the file
 * @param sync whether the file and its name are forced to disk
 */
record FileTarget(Path workPath, boolean sync) implements ImageTarget {

    @Override
    public PendingFile begin() throws IOException {
        return PendingFile.forTarget(workPath);
    }

    @Override
    public OptionalLong bytes() {
        return OptionalLong.empty();
    }

    @Override
    public void publish(PendingFile draft, DraftFiles drafts) throws IOException {
        if (!sync) {
            draft.publish();
            return;
        }
        draft.force();
        // Opened first: what fails before the file has its name leaves no image.
        try (OpenDirectory directory = OpenDirectory.of(draft.target())) {
            draft.publish();
            force(directory);
        }
    }

    private void force(OpenDirectory directory) throws CompleteImageException {
        try {
            directory.force();
        } catch (IOException e) {
            throw new CompleteImageException(
                    workPath.toString(),
                    "the image is complete, but a power cut may still lose it; copy it to another disk",
                    e);
        }
    }
}

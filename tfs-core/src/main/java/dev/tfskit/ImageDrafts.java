// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.NoSyncDevice;
import dev.tfskit.hostfile.OpenDirectory;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.message.NamedFailure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The files on which an image is written. {@link #close} removes those that were not published. Not thread-safe. */
final class ImageDrafts implements ImageBuilder.Drafts, Closeable {

    private final Path image;
    private final Deque<PendingFile> files = new ArrayDeque<>();

    ImageDrafts(Path image) {
        this.image = image;
    }

    @Override
    public ResizableDevice next() throws IOException {
        PendingFile file = PendingFile.forTarget(image);
        files.push(file);
        // No power cut can leave this file under the name of the image, so a commit need not force it.
        return new NoSyncDevice(new FileDevice(file.target(), file.channel()));
    }

    /** Publishes the file of the last device, and forces it to disk, and its name where that is possible. */
    void publish() throws IOException {
        PendingFile last = files.element();
        NamedFailure.name(last.target(), () -> {
            last.channel().force(true);
            return true;
        });
        last.publish();
        OpenDirectory.forceWherePossible(last.target());
    }

    @Override
    public void close() throws IOException {
        if (!files.isEmpty()) {
            try (PendingFile _ = files.pop()) {
                close();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.hostfile.PendingFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * An ordinary file as target, which appears when it is complete.
 *
 * @param place its path
 * @param sync whether it is forced to disk
 */
record FileTarget(Path place, boolean sync) implements ImageTarget {

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
        draft.channel().force(true);
        draft.publish();
        try (FileChannel directory = FileChannel.open(draft.target().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}

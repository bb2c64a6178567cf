// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.unpack;

import dev.tfskit.device.FileDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.io.Handover;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.source.tfs.VolumeLookupTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Unpacks sources that can only be read from front to back, such as archives, so that files can be looked up.
 * Stateless.
 */
public final class UnpackedTree {

    private UnpackedTree() {}

    /**
     * Unpacks sources into a volume in a temporary file.
     *
     * @param sources the sources; an entry of a later source replaces an entry of an earlier one; the caller closes
     *     them
     * @param temporaryDirectory the directory of the temporary file, which has no name any more once this method
     *     returns
     * @param lost receives a notice about bytes of the temporary file that cannot be read; the sources have receivers
     *     of their own. There are no notices about entries that the volume cannot hold unchanged, because most of them
     *     are never looked up
     * @return the tree, which the caller closes
     * @throws IOException when a source cannot be read or the temporary file cannot be written
     */
    public static SourceTree of(List<TreeSource> sources, Path temporaryDirectory, Consumer<Notice> lost)
            throws IOException {
        Path file = Files.createTempFile(temporaryDirectory, "tfs-", ".tmp");
        try (Handover ofName = new Handover(() -> Files.deleteIfExists(file))) {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try (Handover ofChannel = new Handover(channel)) {
                // Without a name, nothing stays behind when this process is killed.
                Files.delete(file);
                ImageBuilder builder = new ImageBuilder(new Identity(new UUID(0, 0), Label.of("")), _ -> {});
                SourceTree tree = new VolumeLookupTree(builder.unpack(new FileDevice(file, channel), sources), lost);
                return ofName.to(ofChannel.to(tree));
            }
        }
    }
}

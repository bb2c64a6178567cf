// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.Notice;
import dev.tfskit.source.VanishedException;
import dev.tfskit.volume.FileContent;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Verifies a finished image. It compares the tree on the device with the volume that was built, the bytes of host files
 * with those files, and content from streams with the checksums of the copy. During the copy it stands before the sink
 * that copies, to note where each content comes from. Not thread-safe.
 */
final class Verification implements ContentSink {

    private final ContentSink contents;
    private final Consumer<Notice> notices;
    private final Map<RegularFile, Content> sources = new HashMap<>();

    /** Creates a verification, which passes all contents on to another sink. */
    Verification(ContentSink contents, Consumer<Notice> notices) {
        this.contents = contents;
        this.notices = notices;
    }

    @Override
    public void add(RegularFile target, Content source, long size) throws IOException {
        Content watched = source.isStreamed() ? new ChecksummedContent(source, size) : source;
        sources.put(target, watched);
        contents.add(target, watched, size);
    }

    @Override
    public List<Vanished> finish() throws IOException {
        return contents.finish();
    }

    /**
     * Compares the finished image with the entries that were added.
     *
     * @param entered the volume to which the entries were added
     * @param image the device with the finished image
     * @throws FileSystemException when something differs; the exception names the first entry that does
     * @throws IOException when something cannot be read
     */
    void check(Volume entered, BlockDevice image) throws IOException {
        Volume written = Volume.open(image);
        Comparison comparison = new Comparison(entered, written);
        if (comparison.hasNext()) {
            Difference difference = comparison.next();
            throw new FileSystemException(
                    difference.path().toString(),
                    null,
                    "the image does not hold what was written to it; the disk may be failing: use another");
        }
        TreeWalk enteredWalk = new TreeWalk(TreePath.ROOT, entered.root());
        TreeWalk writtenWalk = new TreeWalk(TreePath.ROOT, written.root());
        while (enteredWalk.hasNext()) {
            TreeWalk.Visit before = enteredWalk.next();
            TreeWalk.Visit now = writtenWalk.next();
            if (before instanceof TreeWalk.Visit.Entry(TreePath path, RegularFile file)
                    && now instanceof TreeWalk.Visit.Entry(var _, RegularFile copy)) {
                // Compares a file with several names only once.
                Optional<Content> source = Optional.ofNullable(sources.remove(file));
                if (source.isPresent()) {
                    try {
                        check(path, source.get(), copy);
                    } catch (VanishedException e) {
                        notices.accept(new Notice(
                                path.toString(),
                                "was not compared: " + source.get()
                                        + " was removed or replaced meanwhile; stop what changes it and build again"));
                    }
                }
            }
        }
    }

    private static void check(TreePath path, Content source, RegularFile copy) throws IOException {
        if (source instanceof ChecksummedContent summed) {
            if (!Arrays.equals(summed.sum(), sum(copy))) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "the image does not hold the bytes of " + source + "; the disk may be failing: use another");
            }
            return;
        }
        FileContent content = copy.content();
        try (Content.Reader reader = source.open()) {
            for (CopyWindow window : CopyWindow.overEither(source, copy)) {
                BufferedChunk expected = BufferedChunk.from(reader, window.start(), window.length(), "");
                ByteBuffer found = ByteBuffer.allocate(window.length());
                content.read(window.start(), found);
                int differs =
                        Arrays.mismatch(expected.bytes(), 0, expected.count(), found.array(), 0, found.position());
                if (differs >= 0) {
                    throw new FileSystemException(
                            path.toString(),
                            null,
                            "differs from " + source + " at byte " + (window.start() + differs)
                                    + "; that file has changed meanwhile, or the disk is failing");
                }
            }
        }
    }

    private static byte[] sum(RegularFile file) throws IOException {
        ChunkDigest sum = new ChunkDigest();
        FileContent content = file.content();
        for (CopyWindow window : CopyWindow.over(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(window.length());
            content.read(window.start(), bytes);
            sum.add(window.start(), bytes.array(), window.length());
        }
        return sum.result();
    }
}

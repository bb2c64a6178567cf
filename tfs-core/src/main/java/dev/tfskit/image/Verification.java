package dev.tfskit.image;

import dev.tfskit.ByteRange;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.FileContent;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares a finished image with what went into it: what it says of each entry with what the sources said, the bytes of files with those of
 * the host, read anew, and those that came from a stream with sums that were made while it passed. For one thread.
 */
final class Verification implements ContentSink {

    private final ContentSink contents;
    private final Map<RegularFile, Content> sources = new HashMap<>();

    /** A verification of what goes on to another sink. */
    Verification(final ContentSink contents) {
        this.contents = contents;
    }

    @Override
    public void add(final RegularFile target, final Content source, final long size) throws IOException {
        final Content watched = source.isStreamed() ? new SummedContent(source, size) : source;
        sources.put(target, watched);
        contents.add(target, watched, size);
    }

    @Override
    public void finish() throws IOException {
        contents.finish();
    }

    /**
     * Compares.
     *
     * @param entered the volume that the entries were entered into
     * @param image what was made of it
     * @throws FileSystemException when something differs, naming the first such entry
     * @throws IOException when something cannot be read
     */
    void check(final Volume entered, final BlockDevice image) throws IOException {
        final Volume written = Volume.open(image);
        final Comparison comparison = new Comparison(entered, written);
        if (comparison.hasNext()) {
            final Difference difference = comparison.next();
            throw new FileSystemException(difference.path().toString(), null, "the image does not hold what was written to it; the disk may be failing");
        }
        final TreeWalk enteredWalk = new TreeWalk(TreePath.ROOT, entered.root());
        final TreeWalk writtenWalk = new TreeWalk(TreePath.ROOT, written.root());
        while (enteredWalk.hasNext()) {
            final TreeWalk.Visit before = enteredWalk.next();
            final TreeWalk.Visit now = writtenWalk.next();
            if (before instanceof TreeWalk.Visit.Entry(TreePath path, RegularFile file)
                    && now instanceof TreeWalk.Visit.Entry(_, RegularFile copy)) {
                // Once, also for a file with several names.
                final Optional<Content> source = Optional.ofNullable(sources.remove(file));
                if (source.isPresent()) {
                    check(path, source.get(), copy);
                }
            }
        }
    }

    private static void check(final TreePath path, final Content source, final RegularFile copy) throws IOException {
        if (source instanceof SummedContent summed) {
            if (!Arrays.equals(summed.sum(), sum(copy))) {
                throw new FileSystemException(path.toString(), null, "the image does not hold the bytes of " + source
                        + "; the disk may be failing");
            }
            return;
        }
        final FileContent content = copy.content();
        try (Content.Reader reader = source.open()) {
            for (final Window window : windows(source, copy)) {
                final TakenContent expected = TakenContent.from(reader, window.start(), window.length(), "");
                final ByteBuffer found = ByteBuffer.allocate(window.length());
                content.read(window.start(), found);
                final int differs = Arrays.mismatch(expected.bytes(), 0, expected.count(), found.array(), 0, found.position());
                if (differs >= 0) {
                    throw new FileSystemException(path.toString(), null, "differs from " + source + " at byte " + (window.start() + differs)
                            + "; that file has changed meanwhile, or the disk is failing");
                }
            }
        }
    }

    private static byte[] sum(final RegularFile file) throws IOException {
        final WindowSum sum = new WindowSum();
        final FileContent content = file.content();
        for (final Window window : Window.over(Optional.of(ranges(file)), file.length())) {
            final ByteBuffer bytes = ByteBuffer.allocate(window.length());
            content.read(window.start(), bytes);
            sum.add(window.start(), bytes.array(), window.length());
        }
        return sum.result();
    }

    /** Where either has data. */
    private static Iterable<Window> windows(final Content source, final RegularFile copy) throws IOException {
        final Map<Long, Window> windows = new TreeMap<>();
        Window.over(source.dataRanges(), copy.length()).forEach(window -> windows.put(window.start(), window));
        Window.over(Optional.of(ranges(copy)), copy.length()).forEach(window -> windows.put(window.start(), window));
        return windows.values();
    }

    private static List<ByteRange> ranges(final RegularFile file) throws IOException {
        final List<ByteRange> ranges = new ArrayList<>();
        for (final RegularFile.DataRun run : file.dataRuns()) {
            ranges.add(new ByteRange(run.filePosition(), run.fileEnd()));
        }
        return ranges;
    }
}

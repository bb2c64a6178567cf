// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.extract.walk.VolumeReader;
import dev.tfskit.volume.InodeResults;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.List;

/** Extracts regular files, one after the other, through its own buffer. Not thread-safe. */
final class FileExtractor {

    private final VolumeReader reader;
    private final Placement placement;
    private final StopSignal stop;
    /** A damaged file can have many extents, and fails under each of its names. */
    private final InodeResults<List<RegularFile.DataRun>> dataRuns = new InodeResults<>();

    FileExtractor(VolumeReader reader, Placement placement, StopSignal stop) {
        this.reader = reader;
        this.placement = placement;
        this.stop = stop;
    }

    /**
     * Extracts a file. When that fails, nothing of it stays, and a file that it was to replace does.
     *
     * @return the length of the file in bytes
     */
    long extract(FileBatch.Item item) throws IOException {
        stop.check();
        RegularFile file = item.file();
        List<RegularFile.DataRun> runs = dataRuns.get(file, file::dataRuns);
        long length = file.length();
        placement.make(item.path(), place -> write(place, item.attributes(), runs, length));
        return length;
    }

    private void write(Place place, EntryAttributes attributes, List<RegularFile.DataRun> runs, long length)
            throws IOException {
        try (TargetTree.HostOutput output = placement.tree().createFile(place)) {
            for (RegularFile.DataRun run : runs) {
                copy(run, output);
            }
            long written = runs.isEmpty() ? 0 : runs.getLast().fileEnd();
            if (written < length) {
                output.setLength(length);
            }
            output.finish(attributes);
        }
    }

    private void copy(RegularFile.DataRun run, TargetTree.HostOutput output) throws IOException {
        for (long done = 0; done < run.length(); done += VolumeReader.MOST_BYTES) {
            stop.check();
            int count = (int) Math.min(VolumeReader.MOST_BYTES, run.length() - done);
            output.write(reader.read(run.volumeOffset() + done, count), run.filePosition() + done);
        }
    }
}

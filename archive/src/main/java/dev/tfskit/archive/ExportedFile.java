// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.extract.walk.UnreadableException;
import dev.tfskit.extract.walk.VolumeReader;
import dev.tfskit.io.ByteRange;
import dev.tfskit.message.Messages;
import dev.tfskit.tar.SparseMap;
import dev.tfskit.tar.TarWriter;
import dev.tfskit.volume.RegularFile.DataRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The bytes of a file as an archive stores them: the whole content, or a map of the data ranges and their bytes. Not
 * thread-safe.
 */
final class ExportedFile {

    private final VolumeReader reader;
    private final List<DataRun> runs;
    private final long length;
    private final SparseMap map;
    private final boolean hasHoles;
    private final byte[] mapBytes;

    /**
     * Creates the stored form of a file of a volume.
     *
     * @param reader reads the volume
     * @param runs the runs of its data, in the order of the file
     * @param length the length of the file in bytes
     */
    ExportedFile(VolumeReader reader, List<DataRun> runs, long length) {
        this.reader = reader;
        this.runs = runs;
        this.length = length;
        this.map = SparseMap.around(
                runs.stream()
                        .map(run -> new ByteRange(run.filePosition(), run.fileEnd()))
                        .toList(),
                length);
        this.hasHoles = map.storedBytes() < length;
        this.mapBytes = hasHoles ? map.toByteArray(length) : new byte[0];
    }

    /** Returns the number of bytes in the archive. */
    long storedBytes() {
        return mapBytes.length + map.storedBytes();
    }

    /** Returns the length of the file if the archive has a map of it. */
    OptionalLong sparseBytes() {
        return hasHoles ? OptionalLong.of(length) : OptionalLong.empty();
    }

    /**
     * Reads as much as one read can hold: most files as a whole. Damage that is found here keeps a file out of the
     * archive; once its header is written, it is too late.
     *
     * @throws TfsFormatException when the image is damaged there
     * @throws UnreadableException when the image cannot be read there
     */
    void readBeginning() throws IOException {
        long left = VolumeReader.MOST_BYTES;
        for (DataRun run : runs) {
            if (left == 0) {
                return;
            }
            int count = (int) Math.min(left, run.length());
            reader.read(run.volumeOffset(), count);
            left -= count;
        }
    }

    /**
     * Writes exactly the announced number of bytes, with zeros for those that cannot be read.
     *
     * @param archive the archive
     * @param damages receives the first error
     * @throws IOException when the archive cannot be written
     */
    void writeTo(TarWriter archive, Consumer<String> damages) throws IOException {
        archive.put(mapBytes);
        Optional<String> damage = Optional.empty();
        int next = 0;
        for (ByteRange range : map.ranges()) {
            long at = range.start();
            for (; next < runs.size() && runs.get(next).filePosition() < range.end(); next++) {
                DataRun run = runs.get(next);
                archive.putZeros(run.filePosition() - at);
                Optional<String> found = write(archive, run);
                damage = damage.or(() -> found);
                at = run.fileEnd();
            }
            archive.putZeros(range.end() - at);
        }
        damage.ifPresent(text -> damages.accept(text + "; the archive has zeros there"));
    }

    private Optional<String> write(TarWriter archive, DataRun run) throws IOException {
        Optional<String> damage = Optional.empty();
        for (long done = 0; done < run.length(); done += VolumeReader.MOST_BYTES) {
            int count = (int) Math.min(VolumeReader.MOST_BYTES, run.length() - done);
            ByteBuffer bytes;
            try {
                bytes = reader.read(run.volumeOffset() + done, count);
            } catch (TfsFormatException | UnreadableException e) {
                archive.putZeros(count);
                damage = damage.or(() -> Optional.of(Messages.reasonOf(e)));
                continue;
            }
            archive.put(bytes);
        }
        return damage;
    }
}

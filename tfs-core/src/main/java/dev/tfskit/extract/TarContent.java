package dev.tfskit.extract;

import dev.tfskit.TfsFormatException;
import dev.tfskit.volume.RegularFile.DataRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The bytes of a file as they stand in an archive: all of them, or a map and what it maps. Not thread safe. */
final class TarContent {

    private final VolumeReader reader;
    private final SparseMap map;
    private final byte[] mapBytes;

    TarContent(final VolumeReader reader, final SparseMap map) {
        this.reader = reader;
        this.map = map;
        this.mapBytes = map.hasHoles() ? map.toByteArray() : new byte[0];
    }

    /** How many bytes the archive takes up. */
    long storedBytes() {
        return mapBytes.length + map.storedBytes();
    }

    /** The length of the file, if the archive has a map of it. */
    OptionalLong sparseBytes() {
        return map.hasHoles() ? OptionalLong.of(map.length()) : OptionalLong.empty();
    }

    /**
     * Reads as much as can be read at once: of most files, all. Damage that shows here keeps a file out of the archive; once its header is
     * written, it is too late.
     *
     * @throws TfsFormatException when something is damaged
     * @throws UnreadableException when something cannot be read
     */
    void readBeginning() throws IOException {
        long left = VolumeReader.MOST_BYTES;
        for (final SparseMap.Stretch stretch : map.stretches()) {
            for (final DataRun run : stretch.runs()) {
                if (left == 0) {
                    return;
                }
                final int count = (int) Math.min(left, run.length());
                reader.read(run.volumeOffset(), count);
                left -= count;
            }
        }
    }

    /**
     * Writes exactly the announced number of bytes, zeros for those that cannot be read.
     *
     * @param damages told of the first of those
     * @throws IOException when the archive cannot be written
     */
    void writeTo(final TarWriter archive, final Consumer<String> damages) throws IOException {
        archive.put(mapBytes);
        Optional<String> damage = Optional.empty();
        for (final SparseMap.Stretch stretch : map.stretches()) {
            long at = stretch.position();
            for (final DataRun run : stretch.runs()) {
                archive.putZeros(run.filePosition() - at);
                final Optional<String> found = write(archive, run);
                damage = damage.or(() -> found);
                at = run.fileEnd();
            }
            archive.putZeros(stretch.end() - at);
        }
        damage.ifPresent(text -> damages.accept(text + "; the archive has zeros there"));
    }

    private Optional<String> write(final TarWriter archive, final DataRun run) throws IOException {
        Optional<String> damage = Optional.empty();
        for (long done = 0; done < run.length(); done += VolumeReader.MOST_BYTES) {
            final int count = (int) Math.min(VolumeReader.MOST_BYTES, run.length() - done);
            final ByteBuffer bytes;
            try {
                bytes = reader.read(run.volumeOffset() + done, count);
            } catch (TfsFormatException | UnreadableException e) {
                archive.putZeros(count);
                damage = damage.or(() -> Optional.of(e.getMessage()));
                continue;
            }
            archive.put(bytes);
        }
        return damage;
    }
}

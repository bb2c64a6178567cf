// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.FileDevice;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A listing that goes on in another handle, as that of an NFS server, when a second name of a file has come whose
 * position would be that of the first name.
 */
class ListingOperationsTest {

    private static final int BUFFER_BYTES = 1 << 20;
    /** The bytes before the name in a {@code struct fuse_dirent}. */
    private static final int HEAD_BYTES = 24;

    private static final int ALIGNMENT = 8;
    private static final int LETTERS = 26;
    private static final int MOST_LETTERS = 20;
    /** So many names that are gone again are not remembered. */
    private static final int SHORT_LIVED = 200;

    @TempDir
    Path temp;

    private final DirectLibrary library = new DirectLibrary();
    private final long info = DirectLibrary.newInfo();
    private WritableVolume volume;
    private Operations operations;

    @BeforeEach
    void open() throws Exception {
        volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system());
        operations = library.connect(volume, new NamelessFiles(System::nanoTime), "special");
    }

    @AfterEach
    void close() throws Exception {
        operations.close();
        volume.close();
    }

    /** How a second name of a file comes into a directory. */
    private enum Arrival {
        LINK,
        LINK_BEFORE_OTHERS,
        RENAME,
        RENAME_LEAVING_WHITEOUT,
        EXCHANGE,
        EXCHANGE_BACK
    }

    @ParameterizedTest
    @EnumSource
    void nameThatCameFirstIsNotListedAgain(Arrival arrival) throws Exception {
        Seeds.repeat(10, random -> {
            Directory directory = volume.root().createDirectory(Symbol.of("listed" + random.nextLong()));
            Directory other = volume.root().createDirectory(Symbol.of("other" + random.nextLong()));
            Symbol older = Symbol.of("z" + name(random));
            RegularFile file = directory.createFile(older);
            for (int i = 0; i < 3; i++) {
                directory.createFile(Symbol.of("file" + i));
            }
            Map<String, Long> before = list(directory, 0);
            add(nameWithPositionOf(older, file, random), file, directory, other, arrival);
            Map<String, Long> rest = list(directory, before.get(older.toString()));
            assertFalse(rest.containsKey(older.toString()));
            Map<String, Long> after = list(directory, 0);
            assertEquals(before.size() + 1, after.size());
            assertEquals(after.size(), Set.copyOf(after.values()).size());
            assertTrue(after.entrySet().containsAll(before.entrySet()));
        });
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(1, MOST_LETTERS); i > 0; i--) {
            name.append((char) ('a' + random.nextInt(LETTERS)));
        }
        return name.toString();
    }

    /** Finds another name for a file that gets the same position, and comes earlier in the alphabet. */
    private static Symbol nameWithPositionOf(Symbol name, RegularFile file, Random random) {
        long position = ListingPositions.Entry.of(name, file).position();
        Symbol found = name;
        while (found.equals(name) || ListingPositions.Entry.of(found, file).position() != position) {
            found = Symbol.of("a" + name(random));
        }
        return found;
    }

    /** Gives a file of a directory a second name in it. */
    private void add(Symbol name, RegularFile file, Directory directory, Directory other, Arrival arrival)
            throws Exception {
        Symbol elsewhere = Symbol.of("elsewhere");
        switch (arrival) {
            case LINK -> link(file, directory, name);
            case LINK_BEFORE_OTHERS -> {
                link(file, directory, name);
                for (int i = 0; i < SHORT_LIVED; i++) {
                    Symbol shortLived = Symbol.of("short-lived" + i);
                    link(file, directory, shortLived);
                    directory.unlink(shortLived);
                }
            }
            case RENAME -> {
                link(file, other, elsewhere);
                rename(other, elsewhere, directory, name, 0);
            }
            case RENAME_LEAVING_WHITEOUT -> {
                link(file, other, elsewhere);
                rename(other, elsewhere, directory, name, LinuxCalls.RENAME_WHITEOUT);
            }
            case EXCHANGE -> {
                link(file, other, elsewhere);
                directory.createFile(name);
                rename(other, elsewhere, directory, name, LinuxCalls.RENAME_EXCHANGE);
            }
            case EXCHANGE_BACK -> {
                link(file, other, elsewhere);
                directory.createFile(name);
                rename(directory, name, other, elsewhere, LinuxCalls.RENAME_EXCHANGE);
            }
        }
    }

    private void link(RegularFile file, Directory directory, Symbol name) {
        assertEquals(
                "fuse_reply_entry",
                library.request(
                        OperationTable.Operation.LINK,
                        file.sessionNumber(),
                        directory.sessionNumber(),
                        NativeMemory.allocate(name.toByteArray())));
    }

    private void rename(Directory from, Symbol name, Directory to, Symbol newName, int flags) {
        assertEquals(
                "success",
                library.request(
                        OperationTable.Operation.RENAME,
                        from.sessionNumber(),
                        NativeMemory.allocate(name.toByteArray()),
                        to.sessionNumber(),
                        NativeMemory.allocate(newName.toByteArray()),
                        flags));
    }

    /** Opens a directory, lists it from a position on, and returns the position behind each name. */
    private Map<String, Long> list(Directory directory, long position) {
        long number = directory.sessionNumber();
        assertEquals("fuse_reply_open", library.request(OperationTable.Operation.OPENDIR, number, info));
        assertEquals(
                "fuse_reply_buf",
                library.request(OperationTable.Operation.READDIR, number, BUFFER_BYTES, position, info));
        Map<String, Long> positions = new LinkedHashMap<>();
        ByteBuffer entries = ByteBuffer.wrap(library.bytes()).order(ByteOrder.nativeOrder());
        while (entries.hasRemaining()) {
            int begin = entries.position();
            long next = entries.getLong(begin + Long.BYTES);
            int length = entries.getInt(begin + 2 * Long.BYTES);
            positions.put(new String(entries.array(), begin + HEAD_BYTES, length, StandardCharsets.US_ASCII), next);
            entries.position(begin + Math.ceilDiv(HEAD_BYTES + length, ALIGNMENT) * ALIGNMENT);
        }
        library.request(OperationTable.Operation.RELEASEDIR, number, info);
        return positions;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.RenameMode;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several operations in one commit: the log has one record for all new entries of a directory. */
class CommittedHistoriesTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");
    private static final Symbol C = Symbol.of("c");

    private final MemoryDevice device = new MemoryDevice(new byte[2 << 20]);
    private WritableVolume volume;
    private Directory a;
    private Directory b;
    private Directory c;

    @BeforeEach
    void createDirectoriesWithAFileEach() throws IOException {
        volume = Volume.format(device, new Identity(new UUID(1, 2), Label.of("")), () -> Instant.EPOCH);
        a = volume.root().createDirectory(A);
        a.createFile(A);
        b = volume.root().createDirectory(B);
        b.createFile(B);
        c = volume.root().createDirectory(C);
        c.createFile(C);
        volume.commit();
    }

    /** The changes of the commit, records without changes left out. */
    private List<List<String>> commit() throws IOException {
        int before = Histories.records(device).size();
        volume.commit();
        HistoryAgreement.assertFollowsTree(device);
        return Histories.records(device).stream()
                .skip(before)
                .map(Histories::words)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    @Test
    void directoryThatLosesItsOldNameRecordsLaterIsRenamed() throws IOException {
        b.createFile(A);
        volume.root().rename(C, b, C, RenameMode.REPLACE);
        assertEquals(
                List.of(
                        List.of("create file /b/a of 0 bytes", "rename directory /c to /b/c"),
                        List.of("complete what record 3 began: rename directory /c to /b/c")),
                commit());
    }

    @Test
    void oldNameOfDirectoryGoesToNewFileRecordsLater() throws IOException {
        b.createFile(A);
        volume.root().rename(C, b, C, RenameMode.REPLACE);
        volume.root().createFile(C);
        assertEquals(
                List.of(
                        List.of("create file /b/a of 0 bytes", "rename directory /c to /b/c"),
                        List.of("create file /c of 0 bytes")),
                commit());
    }

    @Test
    void directoryDoesNotMoveIntoADirectoryOfTheNextRecord() throws IOException {
        volume.root().createFile(Symbol.of("d"));
        Directory target = c.createDirectory(A);
        volume.root().rename(B, target, B, RenameMode.REPLACE);
        assertEquals(
                List.of(
                        List.of("create file /d of 0 bytes", "remove directory /b"),
                        List.of("create directory /c/a", "link directory /b (removed) to /c/a/b")),
                commit());
    }

    @Test
    void exchangeComesAfterTheRenameOfItsDirectory() throws IOException {
        a.rename(A, c, C, RenameMode.EXCHANGE);
        volume.root().rename(C, a, C, RenameMode.REPLACE);
        assertEquals(
                List.of(
                        List.of("rename directory /c to /a/c", "exchange /a/c/c and /a/a"),
                        List.of("complete what record 3 began: exchange /a/c/c and /a/a"),
                        List.of("complete what record 3 began: rename directory /c to /a/c")),
                commit());
    }

    @Test
    void filesFromTwoDirectoriesAreLinkedAndThenRemoved() throws IOException {
        a.createFile(C);
        volume.commit();
        a.rename(A, c, A, RenameMode.REPLACE);
        b.rename(B, c, B, RenameMode.REPLACE);
        assertEquals(
                List.of(
                        List.of("rename file /a/a to /c/a"),
                        List.of("complete what record 5 began: rename file /a/a to /c/a", "link file /b/b to /c/b"),
                        List.of("remove file /b/b (it has other names)")),
                commit());
    }
}

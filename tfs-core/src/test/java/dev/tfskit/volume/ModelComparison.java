// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.RegularFile.DataRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Compares a tree with its model, and all open files. */
final class ModelComparison {

    private static final int PIECE = 64 << 10;

    private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);

    void compare(ModelSession session) throws IOException {
        compare("", session.top(), session.view(session.top()));
        for (ModelHandle handle : session.handles()) {
            compareInode("open", handle.model(), handle.open().file());
        }
    }

    /** Compares trees whose inodes are not the ones that a session knows. */
    void compare(String path, ModelInode model, Inode inode) throws IOException {
        compareInode(path, model, inode);
        if (model instanceof ModelDirectory directory) {
            List<DirectoryEntry> entries = ((Directory) inode).entries();
            assertEquals(
                    List.copyOf(directory.children().keySet()),
                    entries.stream().map(DirectoryEntry::name).toList(),
                    path);
            for (DirectoryEntry entry : entries) {
                Symbol name = entry.name();
                compare(path + "/" + name, directory.children().get(name), entry.inode());
            }
        }
    }

    private void compareInode(String path, ModelInode model, Inode inode) throws IOException {
        assertEquals(model.names(), inode.linkCount(), path + ": names");
        assertEquals(model.permissions(), inode.permissions(), path);
        assertEquals(model.modified(), inode.modified(), path + ": time of content");
        if (!model.isGone()) {
            assertEquals(model.changed(), inode.changed(), path + ": time of status");
        }
        assertEquals(model.attributes(), inode.extendedAttributes(), path);
        switch (model) {
            case ModelFile file -> compareContent(path, file.content(), (RegularFile) inode);
            case ModelSymbolicLink link -> assertEquals(link.target(), ((SymbolicLink) inode).target(), path);
            case ModelDirectory directory ->
                assertEquals(directory.subdirectories(), ((Directory) inode).subdirectories(), path + ": directories");
            case ModelSpecialFile special -> assertEquals(special.node(), ((SpecialFile) inode).node(), path);
            case ModelSocket _ -> assertEquals(Socket.class, inode.getClass(), path);
        }
    }

    private void compareContent(String path, ModelContent model, RegularFile file) throws IOException {
        assertEquals(model.length(), file.length(), path + ": length");
        FileContent content = file.content();
        for (DataRun run : file.dataRuns()) {
            for (long done = 0; done < run.length(); done += PIECE) {
                compareBytes(
                        path, model, content, run.filePosition() + done, (int) Math.min(PIECE, run.length() - done));
            }
        }
        for (long position : model.chunkPositions()) {
            compareBytes(path, model, content, position, ModelContent.CHUNK);
        }
    }

    private void compareBytes(String path, ModelContent model, FileContent content, long at, int count)
            throws IOException {
        int read = content.read(at, buffer.clear().limit(count));
        assertArrayEquals(model.read(at, count), Arrays.copyOf(buffer.array(), read), () -> path + " at " + at);
    }
}

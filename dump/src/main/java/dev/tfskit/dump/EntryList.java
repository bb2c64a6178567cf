// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.Closeable;
import java.io.IOException;

/** Writes an array of entries of the tree, with which a JSON document ends (docs/json.md). Not thread-safe. */
final class EntryList implements Closeable {

    private final JsonOutput json;

    /**
     * Begins the array.
     *
     * @param json the document, which has begun; closed with the list
     * @param arrayName the name of the array
     */
    EntryList(JsonOutput json, String arrayName) throws IOException {
        this.json = json;
        json.beginArray(arrayName);
    }

    /** Writes an entry. */
    void add(TreePath path, Inode inode) throws IOException {
        begin(path, inode);
        end();
    }

    /**
     * Begins an entry, to which more fields can be added until {@link #end}.
     *
     * @throws TfsFormatException when a value of the inode is damaged; nothing of the entry has been written then, so
     *     the list can go on
     */
    JsonOutput begin(TreePath path, Inode inode) throws IOException {
        size(inode);
        json.beginElement();
        describe(json, path, inode);
        return json;
    }

    void end() throws IOException {
        json.endObject();
    }

    /** Writes the fields that every entry has. */
    static void describe(JsonOutput json, TreePath path, Inode inode) throws IOException {
        json.bytes("path", path.toText());
        json.field("type", type(inode));
        if (inode instanceof RegularFile file) {
            json.field("size", file.length());
        } else if (inode instanceof SymbolicLink link) {
            json.bytes("target", link.target());
        } else if (inode instanceof SpecialFile special && special.node().kind() != InodeKind.FIFO) {
            json.field("major", special.node().major());
            json.field("minor", special.node().minor());
        }
        Permissions permissions = inode.permissions();
        json.field("mode", Messages.format("%04o", permissions.mode()));
        json.field("uid", permissions.uid());
        json.field("gid", permissions.gid());
        json.field("links", inode.linkCount());
        json.field("modified", inode.modified().toString());
        json.field("inode", inode.logNumber());
    }

    /** Returns the kind of an inode in a word. */
    static String type(Inode inode) {
        return switch (inode) {
            case Directory _ -> type(InodeKind.DIRECTORY);
            case RegularFile _ -> type(InodeKind.FILE);
            case SymbolicLink _ -> type(InodeKind.SYMBOLIC_LINK);
            case Socket _ -> type(InodeKind.SOCKET);
            case SpecialFile special -> type(special.node().kind());
        };
    }

    /** Returns a kind in a word. */
    static String type(InodeKind kind) {
        return switch (kind) {
            case DIRECTORY -> "directory";
            case FILE -> "file";
            case SYMBOLIC_LINK -> "link";
            case SOCKET -> "socket";
            case FIFO -> "fifo";
            case CHARACTER_DEVICE -> "char";
            case BLOCK_DEVICE -> "block";
        };
    }

    /**
     * Returns the size that a listing shows: the length of a file or of the target of a link, and 0 for other kinds.
     */
    static long size(Inode inode) throws TfsFormatException {
        return switch (inode) {
            case RegularFile file -> file.length();
            case SymbolicLink link -> link.target().length();
            case Directory _, Socket _, SpecialFile _ -> 0;
        };
    }

    /** Ends the list and its document. */
    void complete() throws IOException {
        json.endArray();
        json.complete();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}

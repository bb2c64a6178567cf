// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;

/** Writes the kind and permissions of an inode as {@code ls -l} does, such as {@code drwxr-xr-x}. */
final class ModeText {

    private static final String BITS = "rwxrwxrwx";
    private static final int SET_UID = 04000;
    private static final int SET_GID = 02000;
    private static final int STICKY = 01000;
    private static final int OWNER_EXECUTE = 3;
    private static final int GROUP_EXECUTE = 6;
    private static final int OTHER_EXECUTE = 9;

    private ModeText() {}

    static String of(Inode inode) {
        int mode = inode.permissions().mode();
        StringBuilder text = new StringBuilder().append(kind(inode));
        for (int i = 0; i < BITS.length(); i++) {
            text.append((mode & 0400 >> i) != 0 ? BITS.charAt(i) : '-');
        }
        special(text, OWNER_EXECUTE, 's', mode & SET_UID);
        special(text, GROUP_EXECUTE, 's', mode & SET_GID);
        special(text, OTHER_EXECUTE, 't', mode & STICKY);
        return text.toString();
    }

    /** Sets a letter for a special bit: a capital letter when execution is not allowed. */
    private static void special(StringBuilder text, int at, char letter, int bit) {
        if (bit != 0) {
            text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }

    private static char kind(Inode inode) {
        return switch (inode) {
            case Directory _ -> 'd';
            case RegularFile _ -> '-';
            case SymbolicLink _ -> 'l';
            case Socket _ -> 's';
            case SpecialFile special -> kind(special);
        };
    }

    private static char kind(SpecialFile special) {
        return switch (special.node().kind()) {
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case FIFO, DIRECTORY, FILE, SYMBOLIC_LINK, SOCKET -> 'p';
        };
    }
}

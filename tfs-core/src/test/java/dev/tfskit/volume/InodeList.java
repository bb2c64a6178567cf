// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The inodes below a directory, from which random steps choose. An inode with several names is listed for each. */
public final class InodeList {

    private final List<Directory> directories = new ArrayList<>();
    private final List<Inode> others = new ArrayList<>();

    /** Lists the inodes below a directory, and the directory itself, in place of those that were listed before. */
    public void read(Directory top) throws IOException {
        directories.clear();
        others.clear();
        directories.add(top);
        for (int i = 0; i < directories.size(); i++) {
            for (DirectoryEntry entry : directories.get(i).entries()) {
                if (entry.inode() instanceof Directory directory) {
                    directories.add(directory);
                } else {
                    others.add(entry.inode());
                }
            }
        }
    }

    /** The directories, each after the one that has it. */
    public List<Directory> directories() {
        return directories;
    }

    /** The inodes that are no directories. */
    public List<Inode> others() {
        return others;
    }

    /** The number of inodes. */
    public int size() {
        return others.size() + directories.size();
    }

    /** The inode at an index, from 0 and less than the size. */
    public Inode get(int index) {
        return index < others.size() ? others.get(index) : directories.get(index - others.size());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.NoSuchAttributeException;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Takes random steps in a journal: all operations, on few names, so that they affect each other. For one thread. */
final class RandomSteps {

    private static final int NAMES = 6;
    private static final int MOST_ENTRIES = 30;
    private static final int MOST_OPEN = 4;

    private final Story story;
    private final Journal journal;
    private final Random random;
    /** The largest file; most are much smaller. */
    private final int mostBytes;

    private final List<OpenFile> held = new ArrayList<>();
    private final InodeList inodes = new InodeList();
    private int refused;

    RandomSteps(Story story, Journal journal, Random random, int mostBytes) {
        this.story = story;
        this.journal = journal;
        this.random = random;
        this.mostBytes = mostBytes;
    }

    void take(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            inodes.read(journal.top());
            try {
                take();
            } catch (NoSpaceException e) {
                refused++;
            } catch (FileAlreadyExistsException
                    | NoSuchFileException
                    | DirectoryNotEmptyException
                    | NotDirectoryException
                    | IsDirectoryException
                    | MovedIntoItselfException
                    | NoSuchAttributeException e) {
                // What is not possible is drawn as well; it has to leave everything as it is.
            }
        }
        for (OpenFile file : held) {
            file.close();
        }
        held.clear();
    }

    /** How many steps found no room. */
    int refused() {
        return refused;
    }

    private void take() throws IOException {
        boolean isFull = inodes.size() > MOST_ENTRIES;
        switch (random.nextInt(28)) {
            case 0, 1 -> add(isFull);
            case 2 -> link();
            case 3 -> journal.step(() -> directory().unlink(name()));
            case 4 -> journal.step(() -> directory().removeDirectory(name()));
            case 5, 6 -> rename();
            case 7 -> attribute();
            case 8 -> permissions();
            case 9 -> hold();
            case 10 -> story.commit();
            case 11 -> compact();
            default -> withFile();
        }
    }

    private void add(boolean isFull) throws IOException {
        Directory directory = directory();
        Symbol name = name();
        if (isFull) {
            journal.step(() -> directory.unlink(name));
            return;
        }
        switch (random.nextInt(8)) {
            case 0, 1 -> journal.step(() -> directory.createDirectory(name));
            case 2 -> journal.step(() -> directory.createSymbolicLink(name, Text.of("over/there")));
            case 3 -> journal.step(() -> directory.createSocket(name));
            default -> journal.step(() -> directory.createFile(name));
        }
    }

    private void link() throws IOException {
        int chosen = random.nextInt(inodes.others().size() + held.size() + 1);
        if (chosen < inodes.others().size() + held.size()) {
            Inode inode = chosen < inodes.others().size()
                    ? inodes.others().get(chosen)
                    : held.get(chosen - inodes.others().size()).file();
            journal.step(() -> directory().link(name(), inode));
        }
    }

    private void rename() throws IOException {
        RenameMode mode = RenameMode.values()[random.nextInt(RenameMode.values().length)];
        journal.step(() -> directory().rename(name(), directory(), name(), mode));
    }

    private void attribute() throws IOException {
        Inode inode = inode();
        Symbol name = Symbol.of("user." + random.nextInt(4));
        if (random.nextInt(3) == 0) {
            journal.step(() -> inode.removeExtendedAttribute(name));
        } else {
            journal.step(() -> inode.setExtendedAttribute(
                    name, Text.of("v".repeat(random.nextInt(3) * 400) + random.nextInt(100))));
        }
    }

    private void permissions() throws IOException {
        Inode inode = inode();
        journal.step(
                () -> inode.setPermissions(new Permissions(random.nextBoolean() ? 0644 : 0600, 0, random.nextInt(2))));
    }

    /** Files that stay open are not forgotten, and go on when they have no name any more. */
    private void hold() throws IOException {
        if (held.size() == MOST_OPEN) {
            held.remove(random.nextInt(MOST_OPEN)).close();
        } else if (random.nextInt(3) == 0) {
            held.add(journal.createUnnamed(directory(), Permissions.FILE));
        } else if (!inodes.others().isEmpty()
                && inodes.others().get(random.nextInt(inodes.others().size())) instanceof RegularFile file) {
            held.add(file.open());
        }
    }

    private void compact() throws IOException {
        if (random.nextInt(8) == 0) {
            int before = journal.commitBegins();
            if (story.volume().compact()) {
                story.durable(journal, before);
            }
        }
    }

    private void withFile() throws IOException {
        int chosen = random.nextInt(inodes.others().size() + held.size() + 1);
        if (chosen < inodes.others().size() && inodes.others().get(chosen) instanceof RegularFile file) {
            with(file);
        } else if (chosen >= inodes.others().size() && chosen < inodes.others().size() + held.size()) {
            with(held.get(chosen - inodes.others().size()).file());
        }
    }

    private void with(RegularFile file) throws IOException {
        int length = (int) file.length();
        SizeChange change = random.nextBoolean() ? SizeChange.GROW : SizeChange.KEEP;
        int position = position(length);
        // Many rules are about the end of the file, so some ranges end just there.
        int count = position < length && random.nextInt(4) == 0 ? length - position : count();
        switch (random.nextInt(12)) {
            case 0, 1 -> journal.write(file, position, count);
            case 2, 3 -> journal.append(file, count());
            case 4 -> journal.truncate(file, random.nextInt(length + 1));
            case 5 -> journal.truncate(file, Math.min(mostBytes, length + count()));
            case 6 -> {
                journal.truncate(file, random.nextInt(length + 1));
                journal.truncate(file, length);
            }
            case 7 -> journal.allocate(file, position, count, change);
            case 8 -> journal.punchHole(file, position, count);
            case 9 -> journal.zeroRange(file, position, count, change);
            case 10 -> journal.sync(file, SyncScope.DATA);
            default -> journal.sync(file, SyncScope.ALL);
        }
    }

    /** Mostly in the file, sometimes behind it, often at the beginning of a block. */
    private int position(int length) {
        int any = Math.min(mostBytes, random.nextInt(length + 1200));
        return random.nextInt(3) == 0 ? any / 512 * 512 : any;
    }

    private int count() {
        return switch (random.nextInt(6)) {
            case 0 -> 512 * (1 + random.nextInt(4));
            case 1 -> 1 + random.nextInt(20);
            case 2 -> 1 + random.nextInt(mostBytes / 2);
            default -> 1 + random.nextInt(1500);
        };
    }

    private Inode inode() {
        return inodes.get(random.nextInt(inodes.size()));
    }

    private Directory directory() {
        return inodes.directories().get(random.nextInt(inodes.directories().size()));
    }

    private Symbol name() {
        return Symbol.of("n" + random.nextInt(NAMES));
    }
}

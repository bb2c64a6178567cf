// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoFunction;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes a directory of a live volume step by step, and keeps what was in it after each. For one thread. */
final class Journal {

    private final Story story;
    private final List<Symbol> place;
    private final List<State> states = new ArrayList<>();
    private final Map<Long, FileStory> files = new HashMap<>();
    private final Random bytes = new Random(1);
    private volatile int last = -1;

    Journal(Story story, List<Symbol> place) throws IOException {
        this.story = story;
        this.place = place;
        keep(0);
    }

    /** The tree after a step: its text, and the file at each path. */
    private record State(String text, Map<String, Long> files, long begin, long end, boolean[] committed) {}

    /** The steps that a disk can be said to show. */
    record Span(int first, int last) {}

    /** The directory that it is about. */
    Directory top() throws IOException {
        return below(story.volume());
    }

    private Directory below(Volume volume) throws IOException {
        Directory at = volume.root();
        for (Symbol name : place) {
            at = (Directory) at.find(name).orElseThrow();
        }
        return at;
    }

    RegularFile create(String name) throws IOException {
        return create(top(), name);
    }

    RegularFile create(Directory directory, String name) throws IOException {
        step(() -> directory.createFile(Symbol.of(name)));
        return (RegularFile) directory.find(Symbol.of(name)).orElseThrow();
    }

    /** A file with so many bytes. */
    RegularFile create(String name, int count) throws IOException {
        RegularFile file = create(name);
        write(file, 0, count);
        return file;
    }

    /** Opens a new file that has no name, so the tree does not change. */
    OpenFile createUnnamed(Directory directory, Permissions permissions) throws IOException {
        story.clock().at(states.size());
        OpenFile open = directory.createUnnamedFile(permissions);
        files.put(open.file().sessionNumber(), new FileStory(states.size(), new byte[0]));
        return open;
    }

    Directory directory(String name) throws IOException {
        step(() -> top().createDirectory(Symbol.of(name)));
        return (Directory) top().find(Symbol.of(name)).orElseThrow();
    }

    /** One step that changes no bytes of files. */
    void step(IoRunnable step) throws IOException {
        story.clock().at(states.size());
        long begin = story.now();
        try {
            step.run();
        } finally {
            keep(begin);
        }
    }

    private void keep(long begin) throws IOException {
        TreeText tree = TreeText.of(top());
        Map<String, Long> numbers = new HashMap<>();
        for (Map.Entry<String, RegularFile> file : tree.files().entrySet()) {
            numbers.put(file.getKey(), file.getValue().sessionNumber());
            if (!files.containsKey(file.getValue().sessionNumber())) {
                files.put(file.getValue().sessionNumber(), new FileStory(states.size(), read(file.getValue())));
            }
        }
        states.add(new State(tree.text(), numbers, begin, story.now(), new boolean[1]));
        last = states.size() - 1;
    }

    void write(RegularFile file, long position, int count) throws IOException {
        byte[] data = random(count);
        edit(file, position, data, open -> {
            int written = open.write(position, ByteBuffer.wrap(data));
            return spliced(bytesOf(file), position, Arrays.copyOf(data, written));
        });
    }

    void append(RegularFile file, int count) throws IOException {
        byte[] data = random(count);
        long end = bytesOf(file).length;
        edit(file, end, data, open -> {
            ByteBuffer source = ByteBuffer.wrap(data);
            open.append(source);
            return spliced(bytesOf(file), end, Arrays.copyOf(data, source.position()));
        });
    }

    void truncate(RegularFile file, int length) throws IOException {
        edit(file, 0, new byte[0], open -> {
            open.truncate(length);
            return Arrays.copyOf(bytesOf(file), length);
        });
    }

    void allocate(RegularFile file, long position, int count, SizeChange change) throws IOException {
        edit(file, 0, new byte[0], open -> {
            open.allocate(position, count, change);
            return grown(bytesOf(file), position + count, change);
        });
    }

    void punchHole(RegularFile file, long position, int count) throws IOException {
        edit(file, position, new byte[count], open -> {
            open.punchHole(position, count);
            return zeroed(bytesOf(file), position, count);
        });
    }

    void zeroRange(RegularFile file, long position, int count, SizeChange change) throws IOException {
        edit(file, position, new byte[count], open -> {
            open.zeroRange(position, count, change);
            return grown(zeroed(bytesOf(file), position, count), position + count, change);
        });
    }

    private void edit(RegularFile file, long position, byte[] touched, IoFunction<OpenFile, byte[]> edit)
            throws IOException {
        int number = states.size();
        FileStory of = files.get(file.sessionNumber());
        of.touch(number, position, touched);
        step(() -> {
            try (OpenFile open = file.open()) {
                of.become(number, apply(open, of, edit));
            }
        });
    }

    /**
     * Applies an edit. One that finds no room changes nothing; after another failure, each byte is as before or as the
     * edit sets it.
     */
    private byte[] apply(OpenFile open, FileStory of, IoFunction<OpenFile, byte[]> edit) throws IOException {
        byte[] expected;
        try {
            expected = edit.apply(open);
        } catch (NoSpaceException e) {
            assertArrayEquals(of.now(), read(open));
            of.become(states.size(), of.now());
            throw e;
        } catch (IOException e) {
            byte[] found = readAfter(e, open);
            of.check("what failed", states.size() - 1, 0, found);
            of.become(states.size(), found);
            throw e;
        }
        assertArrayEquals(expected, readUnlessItFails(open, expected));
        return expected;
    }

    private static byte[] readUnlessItFails(OpenFile open, byte[] otherwise) {
        try {
            return read(open);
        } catch (IOException _) {
            return otherwise;
        }
    }

    private static byte[] readAfter(IOException failure, OpenFile open) throws IOException {
        try {
            return read(open);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** Makes the bytes of a file durable. */
    void sync(RegularFile file, SyncScope scope) throws IOException {
        int step = commitBegins();
        try (OpenFile open = file.open()) {
            open.sync(scope);
        }
        story.synced(this, file.sessionNumber(), step);
    }

    /** What a commit makes durable that begins now. */
    int commitBegins() {
        int now = last;
        states.get(now).committed[0] = true;
        return now;
    }

    private byte[] bytesOf(RegularFile file) {
        return files.get(file.sessionNumber()).now();
    }

    private byte[] random(int count) {
        byte[] data = new byte[count];
        bytes.nextBytes(data);
        return data;
    }

    private static byte[] spliced(byte[] old, long position, byte[] data) {
        byte[] all = Arrays.copyOf(old, (int) Math.max(old.length, position + data.length));
        System.arraycopy(data, 0, all, (int) position, data.length);
        return all;
    }

    private static byte[] grown(byte[] old, long end, SizeChange change) {
        return change == SizeChange.GROW && end > old.length ? Arrays.copyOf(old, (int) end) : old;
    }

    private static byte[] zeroed(byte[] old, long position, long count) {
        byte[] all = old.clone();
        if (position < all.length) {
            Arrays.fill(all, (int) position, (int) Math.min(all.length, position + count), (byte) 0);
        }
        return all;
    }

    private static byte[] read(RegularFile file) throws IOException {
        try (OpenFile open = file.open()) {
            return read(open);
        }
    }

    private static byte[] read(OpenFile open) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(open.length()));
        open.read(0, all);
        return all.array();
    }

    /**
     * Fails unless a volume shows one state, with the bytes that go with it.
     *
     * @param floor the state is not older than the one after this step
     * @param synced the step after which the bytes of files were made durable
     * @param isExact whether it must be one that a commit was asked for
     */
    Span check(Volume volume, int floor, Map<Long, Integer> synced, boolean isExact) throws IOException {
        TreeText found = TreeText.of(below(volume));
        List<Integer> passed = new ArrayList<>();
        AssertionError failure = new AssertionError("no state from step " + floor + " on is\n" + found.text()
                + "but that one was\n" + states.get(floor).text);
        for (int i = floor; i < states.size(); i++) {
            if ((!isExact || i == floor || states.get(i).committed[0])
                    && states.get(i).text.equals(found.text())) {
                try {
                    checkFiles(found, i, synced);
                    passed.add(i);
                } catch (AssertionError e) {
                    failure = e;
                }
            }
        }
        if (passed.isEmpty()) {
            throw failure;
        }
        return new Span(passed.getFirst(), passed.getLast());
    }

    private void checkFiles(TreeText found, int step, Map<Long, Integer> synced) throws IOException {
        Map<String, Long> numbers = states.get(step).files;
        for (Map.Entry<Long, Integer> each : synced.entrySet()) {
            if (each.getValue() > step
                    && states.get(each.getValue()).files.containsValue(each.getKey())
                    && !numbers.containsValue(each.getKey())) {
                throw new AssertionError(
                        "a file that was made durable after step " + each.getValue() + " is missing at step " + step);
            }
        }
        for (Map.Entry<String, RegularFile> file : found.files().entrySet()) {
            long number = numbers.get(file.getKey());
            files.get(number).check(file.getKey(), step, synced.getOrDefault(number, 0), read(file.getValue()));
        }
    }

    /** When a step began. */
    long begin(int step) {
        return states.get(step).begin;
    }

    /** When a step had ended; never, if it was not taken. */
    long end(int step) {
        return step < states.size() ? states.get(step).end : Long.MAX_VALUE;
    }
}

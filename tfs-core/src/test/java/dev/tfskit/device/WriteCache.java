// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.Recording.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows a recording and tracks which changes are durable. A block may have any content that it got since the last
 * flush that covers it, and the size may be any size since then.
 */
final class WriteCache {

    private final Map<Long, List<Content>> contents = new TreeMap<>();
    private final List<Size> sizes = new ArrayList<>();
    private final List<Object> marks = new ArrayList<>();
    private SparseImage durable;
    private SparseImage current;
    private int lastResize = -1;

    WriteCache(SparseImage start) {
        durable = start;
        current = start;
    }

    /**
     * What a block got.
     *
     * @param resize the position of the last change of the size before: a file whose bytes are durable is as long as
     *     they need
     */
    record Content(int position, long operation, byte[] bytes, int resize) {}

    /** A size the device got. */
    record Size(int position, long operation, long bytes) {}

    void accept(int position, Event event) {
        switch (event) {
            case Event.Write write -> {
                add(position, write.operation(), write.block(), write.bytes());
                current = current.with(write.block(), write.bytes());
            }
            case Event.Resize resize -> resize(position, resize);
            case Event.Force force -> force(force);
            case Event.Mark mark -> marks.add(mark.note());
        }
    }

    private void add(int position, long operation, long block, byte[] bytes) {
        contents.computeIfAbsent(block, _ -> new ArrayList<>())
                .add(new Content(position, operation, bytes, lastResize));
    }

    /** The cut-off bytes become zero, and read as zeros when the device grows again. */
    private void resize(int position, Event.Resize resize) {
        SparseImage after = current.resized(resize.bytes());
        sizes.add(new Size(position, resize.operation(), resize.bytes()));
        lastResize = position;
        if (after.size() < current.size()) {
            for (long block : current.filledFrom(after.size() / BlockDevice.BLOCK_BYTES)) {
                add(position, resize.operation(), block, after.block(block));
            }
        }
        current = after;
    }

    private void force(Event.Force force) {
        fixSize(durableResize(force));
        for (Map.Entry<Long, List<Content>> entry : contents.entrySet()) {
            List<Content> of = entry.getValue();
            for (int i = of.size() - 1; i >= 0; i--) {
                if (force.covers(of.get(i).position(), of.get(i).operation())) {
                    durable = durable.with(entry.getKey(), of.get(i).bytes());
                    of.subList(0, i + 1).clear();
                    break;
                }
            }
        }
        contents.values().removeIf(List::isEmpty);
    }

    private int durableResize(Event.Force force) {
        int last = -1;
        for (Size size : sizes) {
            if (force.covers(size.position(), size.operation())) {
                last = Math.max(last, size.position());
            }
        }
        for (List<Content> of : contents.values()) {
            for (Content content : of) {
                if (force.covers(content.position(), content.operation())) {
                    last = Math.max(last, content.resize());
                }
            }
        }
        return last;
    }

    private void fixSize(int position) {
        while (!sizes.isEmpty() && sizes.getFirst().position() <= position) {
            durable = durable.resized(sizes.removeFirst().bytes());
        }
    }

    /** Whether a flush leaves less open than there was. */
    boolean isFixedBy(Event.Force force) {
        return sizes.stream().anyMatch(size -> force.covers(size.position(), size.operation()))
                || contents.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(content -> force.covers(content.position(), content.operation()));
    }

    /** What a cut at this moment leaves. */
    PowerCut cut(int position) {
        return new PowerCut(position, List.copyOf(marks), durable, sizes, contents);
    }
}

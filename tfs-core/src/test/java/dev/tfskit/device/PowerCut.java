// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The power is cut at one position of a recording. What a disk then holds is open for its size and for each block that
 * was written since the last flush that covers it; all combinations are possible, since a device writes in any order. A
 * block behind the size that survives is lost.
 */
public final class PowerCut {

    private final int position;
    private final List<Object> marks;
    private final SparseImage durable;
    private final List<Long> sizes = new ArrayList<>();
    private final List<OpenBlock> blocks = new ArrayList<>();
    private final List<Step> steps;

    PowerCut(
            int position,
            List<Object> marks,
            SparseImage durable,
            List<WriteCache.Size> laterSizes,
            Map<Long, List<WriteCache.Content>> laterContents) {
        this.position = position;
        this.marks = marks;
        this.durable = durable;
        List<Step> unordered = new ArrayList<>();
        sizes.add(durable.size());
        for (WriteCache.Size size : laterSizes) {
            if (!sizes.contains(size.bytes())) {
                sizes.add(size.bytes());
            }
            unordered.add(new Step(size.position(), 0, sizes.indexOf(size.bytes())));
        }
        for (Map.Entry<Long, List<WriteCache.Content>> entry : laterContents.entrySet()) {
            OpenBlock block = new OpenBlock(entry.getKey(), durable.block(entry.getKey()));
            List<Step> changes = entry.getValue().stream()
                    .map(content -> new Step(content.position(), 1 + blocks.size(), block.version(content.bytes())))
                    .toList();
            if (block.versions.size() > 1) {
                blocks.add(block);
                unordered.addAll(changes);
            }
        }
        this.steps = unordered.stream()
                .sorted(Comparator.comparingInt(Step::position))
                .toList();
    }

    /** A block and the different contents it may have, of which the first is durable. */
    private record OpenBlock(long number, List<byte[]> versions) {

        OpenBlock(long number, byte[] durable) {
            this(number, new ArrayList<>(List.of(durable)));
        }

        int version(byte[] bytes) {
            for (int i = 0; i < versions.size(); i++) {
                if (Arrays.equals(bytes, versions.get(i))) {
                    return i;
                }
            }
            versions.add(bytes);
            return versions.size() - 1;
        }
    }

    /**
     * One change that is not durable, in the order of the recording.
     *
     * @param item what changed, 0 for the size, or 1 and more for an open block
     * @param version what it became
     */
    record Step(int position, int item, int version) {}

    /** How many events of the recording happened before the cut. */
    public int position() {
        return position;
    }

    /** What the test had noted before the cut, in order. */
    public List<Object> marks() {
        return marks;
    }

    /** The last note of a kind. */
    public <T> Optional<T> lastMark(Class<T> kind) {
        return marks.reversed().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** How many blocks may have more than one content. */
    public int undecidedBlocks() {
        return blocks.size();
    }

    /** How many disks are possible, or {@link Long#MAX_VALUE} when they are more than that. */
    public long combinations() {
        long sum = 0;
        for (int size = 0; size < sizes.size(); size++) {
            long product = 1;
            for (int item = 1; item < items(); item++) {
                product = saturated(Math.multiplyHigh(product, versions(item, size)), product * versions(item, size));
            }
            sum = saturated(sum > Long.MAX_VALUE - product ? 1 : 0, sum + product);
        }
        return sum;
    }

    private static long saturated(long high, long low) {
        return high != 0 || low < 0 ? Long.MAX_VALUE : low;
    }

    /** All disks that are possible, when they are few, else some of them. None comes twice. */
    public Stream<CutDisk> disks(Sampling sampling) {
        CutChoices choices = new CutChoices(this);
        if (combinations() <= sampling.exhaustiveUpTo()) {
            return choices.all().map(this::disk);
        }
        Random random = new Random(sampling.seed() + position);
        return choices.some(sampling.samples(), random).map(this::disk);
    }

    /** Things that are open: the size, which is item 0 and may have but one version, and the blocks. */
    int items() {
        return 1 + blocks.size();
    }

    /** How many versions an item has on a disk of the given version of the size. A block behind its end has but one. */
    int versions(int item, int size) {
        if (item == 0) {
            return sizes.size();
        }
        OpenBlock block = blocks.get(item - 1);
        return block.number * BlockDevice.BLOCK_BYTES < sizes.get(size) ? block.versions.size() : 1;
    }

    /** The changes that are not durable, in order. */
    List<Step> steps() {
        return steps;
    }

    private CutDisk disk(int[] versions) {
        SparseImage image = durable.resized(sizes.get(versions[0]));
        for (int item = 1; item < versions.length; item++) {
            if (versions[item] != 0) {
                OpenBlock block = blocks.get(item - 1);
                image = image.with(block.number, block.versions.get(versions[item]));
            }
        }
        return new CutDisk(this, image, versions);
    }

    /** What was chosen for a disk, for the message of a test that fails. */
    String describe(int[] versions) {
        StringBuilder text = new StringBuilder("cut at event ").append(position);
        if (!marks.isEmpty()) {
            text.append(" after \"").append(marks.getLast()).append('"');
        }
        text.append(", size ")
                .append(sizes.get(versions[0]))
                .append(" of ")
                .append(sizes)
                .append(", versions");
        for (int item = 1; item < versions.length; item++) {
            OpenBlock block = blocks.get(item - 1);
            text.append(' ')
                    .append(block.number)
                    .append(':')
                    .append(versions[item])
                    .append('/')
                    .append(block.versions.size() - 1);
        }
        return text.toString();
    }
}

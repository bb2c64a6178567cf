// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InodeResultsTest {

    /** A file with many names and without a link count, and another file. */
    private static List<DirectoryEntry> entries() throws IOException {
        Tuple children = new Tuple();
        Tuple shared = new Tuple();
        IntStream.range(0, 100).forEach(i -> children.set(Symbol.of("name" + i), shared));
        children.set(Symbol.of("other"), new Tuple());
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), children);
        return Volume.open(HandMadeVolume.device(root, 0)).root().entries();
    }

    @Test
    void namesOfAnInodeShareTheWork() throws IOException {
        InodeResults<Integer> results = new InodeResults<>();
        int[] works = new int[1];
        for (DirectoryEntry entry : entries()) {
            Inode inode = entry.inode();
            int result = results.get(inode, () -> {
                works[0]++;
                return inode.logNumber();
            });
            assertEquals(inode.logNumber(), result);
        }
        assertTrue(works[0] <= 3, works[0] + " times");
    }

    @Test
    void damageIsFoundOnlyTwice() throws IOException {
        InodeResults<Integer> results = new InodeResults<>();
        int[] works = new int[1];
        for (DirectoryEntry entry : entries()) {
            Inode inode = entry.inode();
            assertThrows(
                    TfsFormatException.class,
                    () -> results.get(inode, () -> {
                        works[0]++;
                        throw new TfsFormatException(0, "it is damaged");
                    }));
        }
        assertTrue(works[0] <= 3, works[0] + " times");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/** Builds an image from sources and describes its tree, for comparisons in tests. */
public final class BuiltTree {

    private BuiltTree() {}

    /** Makes an image of a source, as {@link #of(List)} does. */
    static SortedMap<String, String> of(TreeSource source) throws IOException {
        return of(List.of(source));
    }

    /** Makes an image of sources, which are closed then, and describes what is in it. The image must be sound. */
    public static SortedMap<String, String> of(List<TreeSource> sources) throws IOException {
        List<MemoryDevice> drafts = new ArrayList<>();
        try {
            ImageBuilder.Built built = new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), BuiltTree::refuse)
                    .threads(2)
                    .build(
                            () -> {
                                drafts.add(new MemoryDevice());
                                return drafts.getLast();
                            },
                            sources);
            Checks.assertSound(drafts.getLast());
            SortedMap<String, String> contents = VolumeContents.of(drafts.getLast());
            assertEquals(contents.size() - 1, built.summary().entries());
            return contents;
        } finally {
            for (TreeSource source : sources) {
                source.close();
            }
        }
    }

    private static void refuse(Notice notice) {
        throw new AssertionError(notice);
    }
}

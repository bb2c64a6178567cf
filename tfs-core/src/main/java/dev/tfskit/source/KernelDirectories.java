// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import java.util.Set;

/**
 * What becomes of the entries of {@code /dev}, {@code /proc} and {@code /sys}. The Nanos kernel makes files in these
 * directories itself, and stops at boot when an image has an entry at one of their paths (docs/format.md, section 3.1).
 */
public enum KernelDirectories {

    /** They stay out. */
    LEFT_EMPTY,

    /** They go in like all others. */
    TAKEN;

    private static final Set<Symbol> NAMES = Set.of(Symbol.of("dev"), Symbol.of("proc"), Symbol.of("sys"));

    /**
     * Returns whether the kernel fills the directory at a path. The kernel does not boot when the path is not a
     * directory.
     *
     * @param path the path in the image
     * @return true for /dev, /proc and /sys
     */
    public static boolean isOne(TreePath path) {
        return path.parent().filter(TreePath::isRoot).isPresent() && NAMES.contains(path.name());
    }

    /**
     * Returns whether the entries of a directory stay out because the kernel fills it.
     *
     * @param directory the path of the directory in the image
     * @return true when the directory stays empty
     */
    public boolean leavesEmpty(TreePath directory) {
        return this == LEFT_EMPTY && isOne(directory);
    }
}

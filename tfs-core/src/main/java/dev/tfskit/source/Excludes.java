// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

/**
 * What stays out of an image although a tree has it. Immutable.
 *
 * @param patterns select entries that stay out
 * @param kernelDirectories what becomes of the entries of the directories that the kernel fills
 */
public record Excludes(EntryPatterns patterns, KernelDirectories kernelDirectories) {

    /** Leaves nothing out. */
    public static final Excludes NONE = new Excludes(EntryPatterns.NONE, KernelDirectories.TAKEN);
}

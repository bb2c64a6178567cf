// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

/**
 * The space of a volume in figures, in blocks.
 *
 * @param blocks the size of the volume in blocks
 * @param fileBlocks blocks that belong to files
 * @param freeBlocks free blocks
 * @param freeRuns number of runs of free blocks
 * @param longestFreeRun length of the longest free run in blocks
 */
public record SpaceFigures(long blocks, long fileBlocks, long freeBlocks, long freeRuns, long longestFreeRun) {}

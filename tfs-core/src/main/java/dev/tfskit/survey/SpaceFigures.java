// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

/**
 * The space of a volume in figures, in blocks.
 *
 * @param blocks of the volume
 * @param fileBlocks owned by files
 * @param freeBlocks owned by nobody
 * @param freeRuns how many runs the free ones form
 * @param longestFreeRun the longest of these
 */
public record SpaceFigures(long blocks, long fileBlocks, long freeBlocks, long freeRuns, long longestFreeRun) {}

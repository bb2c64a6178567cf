/**
 * Checks images without trusting them, and reports what it finds. Shares the log's lenient cursor with the reader and nothing else: it
 * does its own walk. Start at {@link dev.tfskit.check.DiskCheck} for whatever an image file holds, and at
 * {@link dev.tfskit.check.VolumeCheck} for one volume.
 */
package dev.tfskit.check;

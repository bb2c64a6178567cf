/**
 * Checks images without trusting them, and reports what it finds. Shares the log's lenient cursor with the reader and nothing else: it
 * does its own walk. Start at {@link dev.tfskit.check.VolumeCheck}.
 */
package dev.tfskit.check;

// SPDX-License-Identifier: Apache-2.0
/**
 * Checks images without trusting them, and reports what it finds. Shares the log's lenient cursor, the decoder and the
 * schema with the reader, but not {@code volume}: the walk over the tree is its own. Start at {@link
 * dev.tfskit.check.DiskCheck} for whatever an image file holds, and at {@link dev.tfskit.check.VolumeCheck} for one
 * volume.
 */
package dev.tfskit.check;

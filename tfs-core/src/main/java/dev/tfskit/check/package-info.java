// SPDX-License-Identifier: Apache-2.0
/**
 * Checks images without trusting their content, and reports findings. The package shares the log cursor, the decoder
 * and the schema with the reader, but walks the tree without {@code volume}. Start at {@link
 * dev.tfskit.check.DiskCheck} for an image file and at {@link dev.tfskit.check.VolumeCheck} for one volume.
 */
package dev.tfskit.check;

// SPDX-License-Identifier: Apache-2.0
/**
 * The TFS toolkit's core: reads and writes the file system of the Nanos unikernel. This package has
 * the exceptions and the few words that all others share, and the way in: start at {@link dev.tfskit.Tfs} to open, make or check an
 * image, and at {@link dev.tfskit.image.ImageBuilder} to fill one from the files of a host.
 */
package dev.tfskit;

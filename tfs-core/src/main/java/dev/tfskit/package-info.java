/**
 * The TFS toolkit's core: reads and writes the file system of the Nanos unikernel. This package has
 * the exceptions and the few words that all others share; start at {@link dev.tfskit.image.ImageBuilder} to make an
 * image and at {@link dev.tfskit.disk.DiskImage} to open one.
 */
package dev.tfskit;

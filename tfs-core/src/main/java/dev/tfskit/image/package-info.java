/**
 * Builds images: a tree, from a directory of the host so far, becomes a volume on a device. Start at
 * {@link dev.tfskit.image.ImageBuilder} and {@link dev.tfskit.image.DirectorySource}.
 */
package dev.tfskit.image;

/**
 * Archives as sources of images: tar in all its dialects, compressed or not, and zip. Start at {@link dev.tfskit.archive.Archives}.
 */
package dev.tfskit.archive;

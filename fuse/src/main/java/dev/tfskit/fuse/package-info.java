/** The command line {@code tfs-fuse}. */
package dev.tfskit.fuse;

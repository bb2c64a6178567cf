/** The command line {@code tfs-mkfs}. */
package dev.tfskit.mkfs;

/** The command line {@code tfs-dump}. */
package dev.tfskit.dump;

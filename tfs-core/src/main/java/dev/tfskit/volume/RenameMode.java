// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** Determines what happens when the new name of a rename is taken. */
public enum RenameMode {
    /** The entry of the new name is removed, as by {@code rename}. */
    REPLACE,
    /** Nothing is renamed, and {@link java.nio.file.FileAlreadyExistsException} is thrown. */
    KEEP,
    /** Both names must exist; the two entries are exchanged. */
    EXCHANGE
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** What happens when the new name is taken. */
public enum RenameMode {
    /** What it stood for is removed, as by {@code rename}. */
    REPLACE,
    /** Nothing is renamed. */
    KEEP,
    /** Both names exist, and change places. */
    EXCHANGE
}

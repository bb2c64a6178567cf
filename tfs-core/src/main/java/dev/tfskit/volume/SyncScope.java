// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** How much of a file is to be durable. */
public enum SyncScope {
    /** Its bytes, and what is needed to read them; like {@code fdatasync}. */
    DATA,
    /** Its attributes too; like {@code fsync}. */
    ALL
}

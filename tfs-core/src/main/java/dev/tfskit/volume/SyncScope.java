// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** The part of a file that is to be durable. */
public enum SyncScope {
    /** Its bytes, and the metadata to read them; like {@code fdatasync}. */
    DATA,
    /** Its attributes, too; like {@code fsync}. */
    ALL
}

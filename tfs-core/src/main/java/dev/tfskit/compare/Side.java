// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

/** One of the two volumes that are compared. */
public enum Side {
    FIRST,
    SECOND
}

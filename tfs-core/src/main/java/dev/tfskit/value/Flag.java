// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

/** The value of an attribute without further content, such as {@code uninited}; printed as {@code <null>}. */
public enum Flag implements Value {
    /** The only value. */
    PRESENT
}

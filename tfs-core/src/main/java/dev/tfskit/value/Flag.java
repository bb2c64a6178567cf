// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

/** The value of an attribute that is a mere flag, such as {@code uninited}; printed as {@code <null>}. */
public enum Flag implements Value {
    /** The only one. */
    PRESENT
}

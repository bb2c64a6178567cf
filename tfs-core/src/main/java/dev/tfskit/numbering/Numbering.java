// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.numbering;

/**
 * Sets the numbers of values: for dictionaries, which give them, and for volumes, which take them from what leaves the
 * log. It is no method of the values, because their package is for everybody and this one is not.
 */
public final class Numbering {

    private Numbering() {}

    /**
     * Sets the number in the log.
     *
     * @param number from 1, or {@link Numbered#UNNUMBERED}
     */
    public static void set(Numbered value, int number) {
        value.number(number);
    }

    /**
     * Sets the number in the log that is being written to replace the present one.
     *
     * @param number from 1, or {@link Numbered#UNNUMBERED}
     */
    public static void setNext(Numbered value, int number) {
        value.nextNumber(number);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.numbering;

/**
 * Sets the dictionary numbers of values. Dictionaries call it to give a number to a value, and volumes call it to
 * remove the number of a value that leaves the log. The setters are not methods of the values, because the package of
 * the values is exported and this package is not. Stateless.
 */
public final class Numbering {

    private Numbering() {}

    /**
     * Sets the number in the log.
     *
     * @param value the value
     * @param number the number from 1, or {@link Numbered#UNNUMBERED}
     */
    public static void set(Numbered value, int number) {
        value.number(number);
    }

    /**
     * Sets the number in the log that is being written to replace the present one.
     *
     * @param value the value
     * @param number the number from 1, or {@link Numbered#UNNUMBERED}
     */
    public static void setNext(Numbered value, int number) {
        value.nextNumber(number);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

/** A range of numbers, such as block numbers. */
interface Span {

    /** Returns the first number. */
    long start();

    /** Returns the number behind the last one. */
    long end();
}

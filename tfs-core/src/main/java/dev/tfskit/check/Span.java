// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

/** Something that covers numbers, such as blocks, from a start up to an end. */
interface Span {

    /** The first number. */
    long start();

    /** The one behind the last. */
    long end();
}

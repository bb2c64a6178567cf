// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

/**
 * A layer of an image.
 *
 * @param number from 1, the lowest
 * @param file its path in the layout
 * @param digest of that file
 */
record Layer(int number, String file, Digest digest) {}

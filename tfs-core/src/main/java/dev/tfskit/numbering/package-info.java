// SPDX-License-Identifier: Apache-2.0
/**
 * The numbers that the dictionary of a log gives to values. Every package may read them; only the packages that write
 * logs may set them, so this package is not exported.
 */
package dev.tfskit.numbering;

// SPDX-License-Identifier: Apache-2.0
/** The numbers that the dictionary of a log gives to values: everybody may read them, and only what has this package may set them. */
package dev.tfskit.numbering;

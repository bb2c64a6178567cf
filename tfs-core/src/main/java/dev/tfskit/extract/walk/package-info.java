// SPDX-License-Identifier: Apache-2.0
/**
 * Chooses entries of a volume and their extended attributes, reads them, and decides what happens when one cannot be
 * read.
 */
package dev.tfskit.extract.walk;

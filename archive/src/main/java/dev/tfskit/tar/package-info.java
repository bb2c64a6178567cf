// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes the tar format: headers, PAX records, maps of holes. Start at {@link dev.tfskit.tar.TarReader} and
 * {@link dev.tfskit.tar.TarWriter}.
 */
package dev.tfskit.tar;

// SPDX-License-Identifier: Apache-2.0
/**
 * Extracts trees of volumes into a directory of the host, never outside it. Start at
 * {@link dev.tfskit.extract.Extraction}.
 */
package dev.tfskit.extract;

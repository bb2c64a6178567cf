// SPDX-License-Identifier: Apache-2.0
/**
 * Takes trees out of volumes and writes them into a directory of the host, never outside it, or as a manifest. Start at
 * {@link dev.tfskit.extract.Extraction}.
 */
package dev.tfskit.extract;

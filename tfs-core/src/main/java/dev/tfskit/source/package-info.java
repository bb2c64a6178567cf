// SPDX-License-Identifier: Apache-2.0
/**
 * The model of what goes into an image: entries, directories of the host, a volume, excludes and adjustments. Start at
 * {@link dev.tfskit.source.TreeSource}.
 */
package dev.tfskit.source;

// SPDX-License-Identifier: Apache-2.0
/**
 * The model of what goes into an image: entries, their contents, and what is excluded. Start at
 * {@link dev.tfskit.source.TreeSource}.
 */
package dev.tfskit.source;

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.TreePath;

/**
 * A problem with an entry of a tree.
 *
 * @param path the path of the entry in the tree
 * @param text the problem
 */
public record EntryProblem(TreePath path, String text) {}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.TreePath;

/**
 * Something in a tree that did not come out as it should.
 *
 * @param path where in the tree
 * @param text what is wrong
 */
public record EntryProblem(TreePath path, String text) {}

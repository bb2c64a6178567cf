// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.schema.TreePath;

/**
 * Something in a tree that did not come out as it should.
 *
 * @param path where in the tree
 * @param text what is wrong
 */
public record Problem(TreePath path, String text) {}

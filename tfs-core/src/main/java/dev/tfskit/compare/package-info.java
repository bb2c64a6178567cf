// SPDX-License-Identifier: Apache-2.0
/**
 * Compares two volumes: names, kinds, attributes and contents. The layout of a volume does not count. The package only
 * reads. Start at {@link dev.tfskit.compare.Comparison}.
 */
package dev.tfskit.compare;

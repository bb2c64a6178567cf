// SPDX-License-Identifier: Apache-2.0
/**
 * What two volumes do not have in common: names, kinds, attributes, contents. How a volume lays out its blocks and its log makes no
 * difference. Reads only. Start at {@link dev.tfskit.compare.Comparison}.
 */
package dev.tfskit.compare;

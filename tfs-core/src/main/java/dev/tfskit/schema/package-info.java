// SPDX-License-Identifier: Apache-2.0
/**
 * What the attributes of tuples mean: names of attributes, extents, times, permissions, paths (docs/format.md, section 3). Start at
 * {@link dev.tfskit.schema.Attributes}.
 */
package dev.tfskit.schema;

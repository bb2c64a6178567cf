// SPDX-License-Identifier: Apache-2.0
/**
 * The meaning of attributes: names, extents, times, permissions, labels and paths (docs/format.md, section 3).
 */
package dev.tfskit.schema;

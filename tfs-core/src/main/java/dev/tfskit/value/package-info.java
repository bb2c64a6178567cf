// SPDX-License-Identifier: Apache-2.0
/**
 * The value space of TFS: tuples of named attributes, vectors, texts, integers and flags. How values lie on disk is the
 * matter of other packages. Start at {@link dev.tfskit.value.Value}.
 */
package dev.tfskit.value;

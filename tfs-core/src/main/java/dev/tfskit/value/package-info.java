// SPDX-License-Identifier: Apache-2.0
/**
 * The values of TFS: tuples of named attributes, vectors, texts, integers and flags. Other packages encode them. Start
 * at {@link dev.tfskit.value.Value}.
 */
package dev.tfskit.value;

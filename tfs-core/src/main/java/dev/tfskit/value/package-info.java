// SPDX-License-Identifier: Apache-2.0
/**
 * The value space of TFS: tuples of named attributes, vectors, texts, integers and flags, and their
 * text form, the manifest. Knows nothing of how values lie on disk. Start at {@link dev.tfskit.value.Value}
 * and {@link dev.tfskit.text.ManifestParser}.
 */
package dev.tfskit.value;

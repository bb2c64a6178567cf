/**
 * The value space of TFS: tuples of named attributes, vectors, texts, integers and flags, and their
 * text form, the manifest. Knows nothing of how values lie on disk. Start at {@link dev.tfskit.value.Value}
 * and {@link dev.tfskit.value.ManifestParser}.
 */
package dev.tfskit.value;

// SPDX-License-Identifier: Apache-2.0
/**
 * Reads manifests as sources of images, and writes the manifest of a volume. Start at
 * {@link dev.tfskit.manifest.Manifest} and {@link dev.tfskit.manifest.ManifestExport}.
 */
package dev.tfskit.manifest;

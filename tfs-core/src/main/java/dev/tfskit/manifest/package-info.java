// SPDX-License-Identifier: Apache-2.0
/**
 * Manifests as sources of images: what they say of a tree, and the files of the host that they name (docs/format.md, section 6).
 */
package dev.tfskit.manifest;

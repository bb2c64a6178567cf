// SPDX-License-Identifier: Apache-2.0
/**
 * Container images as sources of TFS images. An {@link dev.tfskit.oci.ImageForm} knows one way to store images in files
 * and lists those that are there; {@link dev.tfskit.oci.ImageChoice} chooses one by name and platform; each of its
 * layers becomes a {@link dev.tfskit.oci.LayerSource}. Start at {@link dev.tfskit.oci.OciImage}.
 */
package dev.tfskit.oci;

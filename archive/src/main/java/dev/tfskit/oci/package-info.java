// SPDX-License-Identifier: Apache-2.0
/**
 * Container images as sources of images: OCI layouts and what {@code docker save} writes. Start at {@link dev.tfskit.oci.OciImage}.
 */
package dev.tfskit.oci;

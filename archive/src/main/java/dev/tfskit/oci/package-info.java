// SPDX-License-Identifier: Apache-2.0
/**
 * Container images as sources of TFS images: OCI layouts and the output of {@code docker save}. Start at
 * {@link dev.tfskit.oci.OciImage}.
 */
package dev.tfskit.oci;

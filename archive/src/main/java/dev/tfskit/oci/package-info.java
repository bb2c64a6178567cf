// SPDX-License-Identifier: Apache-2.0
/**
 * Container images as sources of TFS images. {@link dev.tfskit.oci.OciImage} opens one, chooses among several by name
 * and platform, and gives its layers as sources. {@link dev.tfskit.oci.RunConfiguration} has the program that the image
 * runs.
 */
package dev.tfskit.oci;

// SPDX-License-Identifier: Apache-2.0
/**
 * Builds images: entries of sources go into a volume on a device, later sources over earlier ones. Start at
 * {@link dev.tfskit.image.ImageBuilder} and {@link dev.tfskit.source.host.DirectorySource}.
 */
package dev.tfskit.image;

// SPDX-License-Identifier: Apache-2.0
/** Changes of an image that stay in a file of their own, so that the image is only read. */
package dev.tfskit.device.overlay;

// SPDX-License-Identifier: Apache-2.0
/** Images made from images: copies, images packed anew, and what can be saved of a damaged volume. */
package dev.tfskit.image.rebuild;

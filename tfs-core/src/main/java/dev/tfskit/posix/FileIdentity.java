// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/**
 * What makes a file of the host the same under each of its names.
 *
 * @param device the number of its file system, as the host numbers them while it runs
 * @param inode the number of the file in it
 */
public record FileIdentity(long device, long inode) {}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/**
 * The owner and group of a file of the host.
 *
 * @param uid the owner, 0 to 2^32 - 1
 * @param gid the group, 0 to 2^32 - 1
 */
public record HostOwner(long uid, long gid) {}

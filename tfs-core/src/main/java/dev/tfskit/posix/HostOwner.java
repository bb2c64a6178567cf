// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

/**
 * To whom a file of the host belongs.
 *
 * @param uid owner, 0 to 2^32 - 1
 * @param gid group, 0 to 2^32 - 1
 */
public record HostOwner(long uid, long gid) {}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/**
 * The thread that a request comes from.
 *
 * @param user the uid
 * @param group the gid
 * @param thread the number of the thread; 0 when it is in another PID namespace
 */
record Caller(long user, long group, int thread) {}

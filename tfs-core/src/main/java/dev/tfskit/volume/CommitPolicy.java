// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** Determines whether a volume may make changes durable before its user commits them. */
enum CommitPolicy {
    /** A commit may come at any time: to make room, or because a file is to be durable. */
    AS_NEEDED,
    /** Changes become durable together, when the user commits them; until then, all of them can be given up. */
    BY_USER
}

// SPDX-License-Identifier: Apache-2.0
/**
 * The metadata log: its extensions and records, replay, and appending with the commit protocol (docs/format.md, sections
 * 2 and 8). Knows nothing of what the tuples mean. Start at {@link dev.tfskit.log.Replay}.
 */
package dev.tfskit.log;

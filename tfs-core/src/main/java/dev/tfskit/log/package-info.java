// SPDX-License-Identifier: Apache-2.0
/**
 * The metadata log: extensions, records, replay, and appending with the commit protocol (docs/format.md, sections 2 and
 * 8). The package does not depend on the meaning of tuples. Start at {@link dev.tfskit.log.Replay}.
 */
package dev.tfskit.log;

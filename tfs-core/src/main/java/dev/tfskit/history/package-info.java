// SPDX-License-Identifier: Apache-2.0
/**
 * The log of a volume as a history: what each record changes, in the terms of the file system, and which contents of a past state are
 * gone. Reads only. Start at {@link dev.tfskit.history.History}.
 */
package dev.tfskit.history;

// SPDX-License-Identifier: Apache-2.0
/**
 * Shows what each record of a log changes in the file system. The package only reads. Start at {@link
 * dev.tfskit.history.History}.
 */
package dev.tfskit.history;

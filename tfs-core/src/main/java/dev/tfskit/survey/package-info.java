// SPDX-License-Identifier: Apache-2.0
/**
 * Counts the files, blocks and log entries of a volume. The package only reads. Start at {@link
 * dev.tfskit.survey.Survey}.
 */
package dev.tfskit.survey;

// SPDX-License-Identifier: Apache-2.0
/**
 * What a volume adds up to: numbers of its files, blocks and log entries. Reads only. Start at {@link dev.tfskit.survey.Survey}.
 */
package dev.tfskit.survey;

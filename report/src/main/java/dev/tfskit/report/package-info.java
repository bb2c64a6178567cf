// SPDX-License-Identifier: Apache-2.0
/**
 * Writes what is in an image as one page for a browser. The package only reads volumes. Start at {@link
 * dev.tfskit.report.Report}.
 */
package dev.tfskit.report;

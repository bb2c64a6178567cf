// SPDX-License-Identifier: Apache-2.0
/** Tuples as text: parser, printer, and patterns over names. */
package dev.tfskit.text;

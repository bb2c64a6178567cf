// SPDX-License-Identifier: Apache-2.0
/** The text form of tuples: parser and printers; also patterns over names. */
package dev.tfskit.text;

// SPDX-License-Identifier: Apache-2.0
/** The wording of messages: counts, sizes, reasons of failures. */
package dev.tfskit.message;

// SPDX-License-Identifier: Apache-2.0
/** Exceptions that all packages share, and number formats for messages. */
package dev.tfskit.error;

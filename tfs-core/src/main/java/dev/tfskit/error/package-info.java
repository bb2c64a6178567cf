// SPDX-License-Identifier: Apache-2.0
/** The exceptions that all packages share, and the wording of messages. */
package dev.tfskit.error;

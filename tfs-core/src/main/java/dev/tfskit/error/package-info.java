// SPDX-License-Identifier: Apache-2.0
/** Exceptions that all packages share. */
package dev.tfskit.error;

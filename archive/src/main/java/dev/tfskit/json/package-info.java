// SPDX-License-Identifier: Apache-2.0
/** Reads JSON documents. */
package dev.tfskit.json;

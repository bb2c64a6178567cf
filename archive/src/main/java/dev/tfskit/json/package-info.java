// SPDX-License-Identifier: Apache-2.0
/** JSON documents; reading only. */
package dev.tfskit.json;

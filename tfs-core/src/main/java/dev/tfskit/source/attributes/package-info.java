// SPDX-License-Identifier: Apache-2.0
/** The attributes of files of the host: mode, owner, times, extended attributes. */
package dev.tfskit.source.attributes;

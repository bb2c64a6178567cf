// SPDX-License-Identifier: Apache-2.0
/** Directories of the host as sources. Start at {@link dev.tfskit.source.host.DirectorySource}. */
package dev.tfskit.source.host;

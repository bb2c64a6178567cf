// SPDX-License-Identifier: Apache-2.0
/** The command line {@code tfs-fuse}. */
package dev.tfskit.fuse;

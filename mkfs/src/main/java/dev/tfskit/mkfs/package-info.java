// SPDX-License-Identifier: Apache-2.0
/** The command line {@code tfs-mkfs}. */
package dev.tfskit.mkfs;

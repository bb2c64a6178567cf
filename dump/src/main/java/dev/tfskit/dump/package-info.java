// SPDX-License-Identifier: Apache-2.0
/** The command line {@code tfs-dump}. */
package dev.tfskit.dump;

// SPDX-License-Identifier: Apache-2.0
/** Reaches directories of a tree on the host by open descriptors, at any depth. */
package dev.tfskit.posix.tree;

// SPDX-License-Identifier: Apache-2.0
/**
 * Allocation of the blocks of a volume. The package does not depend on files. Start at {@link
 * dev.tfskit.space.FreeSpace}.
 */
package dev.tfskit.space;

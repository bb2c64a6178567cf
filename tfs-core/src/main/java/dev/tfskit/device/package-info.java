// SPDX-License-Identifier: Apache-2.0
/**
 * Block devices: a file, a part of a file, memory; and the file that appears whole or not at all. Knows
 * nothing of TFS. Start at {@link dev.tfskit.device.BlockDevice}.
 */
package dev.tfskit.device;

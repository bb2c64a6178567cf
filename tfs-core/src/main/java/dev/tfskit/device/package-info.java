// SPDX-License-Identifier: Apache-2.0
/**
 * Block devices: a file or memory as random-access storage. The package does not depend on the TFS format. Start at
 * {@link dev.tfskit.device.BlockDevice}.
 */
package dev.tfskit.device;

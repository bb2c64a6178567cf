// SPDX-License-Identifier: Apache-2.0
/** An LZ4 frame as a block device with random access. */
package dev.tfskit.device.lz4;

// SPDX-License-Identifier: Apache-2.0
/** The uncompressed content of an LZ4 file as a block device with random access. */
package dev.tfskit.device.lz4;

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.ByteRange;
import java.nio.file.Path;

/**
 * Some of the bytes of a file or block device. Immutable.
 *
 * @param file a path of the file, which need not exist
 * @param identity the identity of the file
 * @param range where the bytes are
 */
record FileRange(Path file, FileIdentity identity, ByteRange range) {}

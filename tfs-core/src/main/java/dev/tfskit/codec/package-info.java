// SPDX-License-Identifier: Apache-2.0
/**
 * Encoding and decoding of values: varints, headers, the dictionary, and the encodings of versions 4 and 5
 * (docs/format.md, sections 1, 2.3 and 4). The package does not depend on blocks or files. Start at {@link
 * dev.tfskit.codec.Decoder} and {@link dev.tfskit.codec.Encoder}.
 */
package dev.tfskit.codec;

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.source.TreeSource;

/**
 * An open source and its name.
 *
 * @param name how messages name it
 * @param source the source
 */
record NamedSource(String name, TreeSource source) {}

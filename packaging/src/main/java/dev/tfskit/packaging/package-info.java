// SPDX-License-Identifier: Apache-2.0
/**
 * Writes manual pages and completions of the tools from their documentation and their options. It is part of the build.
 */
@NullMarked
package dev.tfskit.packaging;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code ops} reads, the tool that builds and runs Nanos images: directories of releases, configurations, and
 * packages.
 */
package dev.tfskit.ops;

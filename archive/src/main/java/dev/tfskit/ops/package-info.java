// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the inputs of {@code ops}, the tool that builds and runs Nanos images: directories of releases,
 * configurations, and packages.
 */
package dev.tfskit.ops;

// SPDX-License-Identifier: Apache-2.0
/**
 * The entry point of the library that reads and writes TFS, the file system of the Nanos unikernel.
 * {@link dev.tfskit.Tfs} opens, creates, builds, changes and checks images; {@link dev.tfskit.image.ImageBuilder}
 * describes a new image, and {@link dev.tfskit.image.ImageUpdate} a change of an existing one.
 */
package dev.tfskit;

// SPDX-License-Identifier: Apache-2.0
/**
 * The entry point of the library that reads and writes TFS, the file system of the Nanos unikernel.
 * {@link dev.tfskit.Tfs} opens, creates, builds and checks images; {@link dev.tfskit.image.ImageBuilder} fills one from
 * the files of a host.
 */
package dev.tfskit;

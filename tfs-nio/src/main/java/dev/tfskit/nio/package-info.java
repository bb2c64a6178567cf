// SPDX-License-Identifier: Apache-2.0
/**
 * TFS images as file systems of {@code java.nio.file}. {@link dev.tfskit.nio.TfsFileSystemProvider} describes how to
 * open one and what it can do; programs then use {@code java.nio.file} alone.
 */
package dev.tfskit.nio;

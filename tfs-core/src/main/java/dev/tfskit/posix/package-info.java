// SPDX-License-Identifier: Apache-2.0
/**
 * The host below Java: names as bytes, and the few calls of Linux that the JDK does not offer. Everything here has a portable
 * way beside it in the packages that use it. Start at {@link dev.tfskit.posix.PosixHost} and {@link dev.tfskit.posix.HostNames}.
 */
package dev.tfskit.posix;

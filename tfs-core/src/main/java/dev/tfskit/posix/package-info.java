// SPDX-License-Identifier: Apache-2.0
/**
 * The Linux host below the JDK: names as bytes, and the few system calls that the JDK does not offer. The packages that
 * use them have a portable alternative for other hosts. Start at {@link dev.tfskit.posix.PosixHost} and {@link
 * dev.tfskit.posix.HostNames}.
 */
package dev.tfskit.posix;

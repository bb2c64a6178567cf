// SPDX-License-Identifier: Apache-2.0
/** Reads cpio archives in the new ASCII form. Start at {@link dev.tfskit.cpio.CpioReader}. */
package dev.tfskit.cpio;

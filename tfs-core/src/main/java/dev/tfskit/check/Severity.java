// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

/** How bad a finding is. */
public enum Severity {
    /** The image is damaged: something in it cannot be read, or would be destroyed by whoever writes to it. */
    ERROR,
    /** The image can be read, but something is lost already, or Nanos will not work with it as it is. */
    WARNING,
    /** Worth knowing; nothing is wrong. */
    INFORMATION
}

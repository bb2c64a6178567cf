// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

/** The severity of a finding, from the worst to the least. */
public enum Severity {
    /** The image is damaged: part of it cannot be read, or a writer would destroy data. */
    ERROR,
    /** The image can be read, but data is lost already, or Nanos will not work with the image. */
    WARNING,
    /** A remark; the image is sound. tfs-dump calls it a note. */
    INFORMATION
}

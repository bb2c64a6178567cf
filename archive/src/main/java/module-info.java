// SPDX-License-Identifier: Apache-2.0
/** Archives and container images as sources of TFS images, and tar archives of what a TFS image holds. */
module dev.tfskit.archive {
    requires transitive dev.tfskit.core;
    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires org.lz4.java;
    requires org.tukaani.xz;
    requires static org.jspecify;

    exports dev.tfskit.archive;
    exports dev.tfskit.oci;
}

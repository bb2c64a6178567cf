// SPDX-License-Identifier: Apache-2.0
/** Reads and writes TFS, the file system of the Nanos unikernel. {@link dev.tfskit.Tfs} is the entry point. */
// The modules of the qualified exports are compiled later.
@SuppressWarnings("module")
module dev.tfskit.core {
    requires org.lz4.java;
    requires static org.jspecify;

    exports dev.tfskit;
    exports dev.tfskit.check;
    exports dev.tfskit.device;
    exports dev.tfskit.error;
    exports dev.tfskit.extract;
    exports dev.tfskit.image;
    exports dev.tfskit.io;
    exports dev.tfskit.schema;
    exports dev.tfskit.source;
    exports dev.tfskit.source.host;
    exports dev.tfskit.value;
    exports dev.tfskit.volume;

    // For the modules of this project alone: these packages may change in any version.
    exports dev.tfskit.disk to dev.tfskit.nio;
    exports dev.tfskit.extract.walk to dev.tfskit.archive;
    exports dev.tfskit.image.unpack to dev.tfskit.archive;
    exports dev.tfskit.io.sum to dev.tfskit.archive;
    exports dev.tfskit.message to dev.tfskit.archive, dev.tfskit.nio;
    exports dev.tfskit.posix to dev.tfskit.nio;
    exports dev.tfskit.schema.walk to dev.tfskit.nio;
    exports dev.tfskit.source.lookup to dev.tfskit.archive;
    exports dev.tfskit.value.walk to dev.tfskit.archive;
}

// SPDX-License-Identifier: Apache-2.0
/** Reads and writes TFS, the file system of the Nanos unikernel. {@link dev.tfskit.Tfs} is the entry point. */
module dev.tfskit.core {
    requires org.lz4.java;
    requires static org.jspecify;

    exports dev.tfskit;
    exports dev.tfskit.check;
    exports dev.tfskit.device;
    exports dev.tfskit.disk;
    exports dev.tfskit.elf;
    exports dev.tfskit.error;
    exports dev.tfskit.extract;
    exports dev.tfskit.image;
    exports dev.tfskit.io;
    exports dev.tfskit.program;
    exports dev.tfskit.schema;
    exports dev.tfskit.source;
    exports dev.tfskit.value;
    exports dev.tfskit.volume;
}

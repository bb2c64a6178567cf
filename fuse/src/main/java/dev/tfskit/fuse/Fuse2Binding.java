// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Mounts through libfuse 2.9. */
final class Fuse2Binding implements FuseBinding {

    private final LibFuse2 fuse;
    private final LibC libC;

    private Fuse2Binding(LibFuse2 fuse, LibC libC) {
        this.fuse = fuse;
        this.libC = libC;
    }

    /** Loads the library; empty when this machine does not have it. */
    static Optional<FuseBinding> load(LibC libC) {
        return LibFuse.load(LibFuse2.class, "libfuse.so.2").map(fuse -> new Fuse2Binding(fuse, libC));
    }

    @Override
    public String name() {
        return "libfuse 2.9";
    }

    @Override
    public LibFuse functions() {
        return fuse;
    }

    @Override
    public boolean canWriteBack() {
        return false;
    }

    @Override
    public FileInfo fileInfo() {
        return FileInfo.OF_LIBFUSE_2;
    }

    @Override
    public OperationTable newTable() {
        return new OperationTable(OperationTable.Operation.FALLOCATE, false);
    }

    @Override
    public FuseConnection mount(
            Path source, Path mountPoint, List<String> options, boolean debug, OperationTable table, Runnable ready)
            throws ToolFailedException {
        table.set(OperationTable.Operation.INIT, (_, _) -> ready.run());
        List<String> all = new ArrayList<>(options);
        all.add("big_writes");
        long path = NativeMemory.allocate(HostNames.absolute(mountPoint));
        long arguments = FuseArguments.allocate(source, all, debug);
        long channel = fuse.fuse_mount(path, arguments);
        if (channel == 0) {
            throw LibraryRefusal.ofMount(mountPoint, "fusermount");
        }
        long session = fuse.fuse_lowlevel_new(arguments, table.address(), table.bytes(), 0);
        if (session == 0) {
            fuse.fuse_unmount(path, channel);
            throw LibraryRefusal.ofOption();
        }
        fuse.fuse_session_add_chan(session, channel);
        AutoUnmount.prepare(options, fuse.fuse_chan_fd(channel), libC);
        return new Connection(path, channel, session);
    }

    private final class Connection extends LibraryConnection {

        private final long path;
        private final long channel;
        private final long session;

        Connection(long path, long channel, long session) {
            super(fuse, session, channel);
            this.path = path;
            this.channel = channel;
            this.session = session;
        }

        @Override
        public void begin() throws ToolFailedException {
            new Handshake(fuse, libC, session, channel).run();
        }

        @Override
        public void free() {
            fuse.fuse_session_remove_chan(channel);
            fuse.fuse_session_destroy(session);
            fuse.fuse_unmount(path, channel);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Mounts through libfuse 3. A later version of libfuse 3 keeps the interface for programs that were compiled against an
 * earlier one.
 */
final class Fuse3Binding implements FuseBinding {

    /** The names of the library: from 3.17 on, and before. */
    private static final List<String> FILES = List.of("libfuse3.so.4", "libfuse3.so.3");

    /** Options of libfuse 2.9 that libfuse 3 refuses, because it always acts like that. */
    private static final Set<String> ALWAYS_ON = Set.of("nonempty", "large_read", "atime");

    private final LibFuse3 fuse;
    private final String file;
    private final LibC libC;
    private final Fuse3Version version;
    /** Keeps the function reachable that sends the answer to INIT. */
    private @Nullable InitReply initReply;

    /**
     * The library.
     *
     * @param fuse its functions
     * @param file its name
     */
    record Loaded(LibFuse3 fuse, String file) {}

    Fuse3Binding(Loaded loaded, LibC libC) {
        this.fuse = loaded.fuse;
        this.file = loaded.file;
        this.libC = libC;
        this.version = Fuse3Version.of(fuse.fuse_version());
    }

    /** Loads the library; empty when this machine does not have it. */
    static Optional<FuseBinding> load(LibC libC) {
        return loaded().map(loaded -> new Fuse3Binding(loaded, libC));
    }

    /** Loads the library; empty when this machine does not have it. */
    static Optional<Loaded> loaded() {
        return FILES.stream()
                .flatMap(file -> LibFuse.load(LibFuse3.class, file).map(fuse -> new Loaded(fuse, file)).stream())
                .findFirst();
    }

    @Override
    public String name() {
        return "libfuse " + fuse.fuse_pkgversion();
    }

    @Override
    public LibFuse functions() {
        return fuse;
    }

    @Override
    public boolean canWriteBack() {
        return KernelVersion.here().flushesOnClose();
    }

    @Override
    public FileInfo fileInfo() {
        return FileInfo.OF_LIBFUSE_3;
    }

    @Override
    public OperationTable newTable() {
        return new OperationTable(version.lastOperation(), true);
    }

    @Override
    public FuseConnection mount(
            Path source, Path mountPoint, List<String> options, boolean debug, OperationTable table, Runnable ready)
            throws ToolFailedException {
        List<String> understood =
                options.stream().filter(option -> !ALWAYS_ON.contains(option)).toList();
        int maxRead = maxRead(understood);
        long arguments = FuseArguments.allocate(source, understood, debug);
        long connectionOptions = fuse.fuse_parse_conn_info_opts(arguments);
        AtomicLong connected = new AtomicLong();
        table.set(OperationTable.Operation.INIT, (_, connection) -> {
            if (connectionOptions != 0) {
                fuse.fuse_apply_conn_info_opts(connectionOptions, connection);
            }
            new ConnectionInfo(connection, version).choose(maxRead);
            if (version.needsInitReply()) {
                initReply = InitReply.add(file, libC, connected.get(), ConnectionInfo.REMOVES_PRIVILEGES);
            }
            ready.run();
        });
        long session = fuse.fuse_session_new(arguments, table.address(), table.bytes(), 0);
        connected.set(session);
        if (connectionOptions == 0 || session == 0) {
            throw LibraryRefusal.ofOption();
        }
        if (fuse.fuse_session_mount(session, NativeMemory.allocate(HostNames.absolute(mountPoint))) != 0) {
            fuse.fuse_session_destroy(session);
            throw LibraryRefusal.ofMount(mountPoint, "fusermount3");
        }
        AutoUnmount.prepare(options, fuse.fuse_session_fd(session), libC);
        return new Connection(session, mountPoint);
    }

    /** Returns the number of the last option {@code max_read}; 0 without one. */
    private static int maxRead(List<String> options) {
        String start = MountOptions.MAX_READ + "=";
        return options.stream()
                .filter(option -> option.startsWith(start))
                .reduce((_, later) -> later)
                .map(option -> Integer.parseUnsignedInt(option.substring(start.length())))
                .orElse(0);
    }

    private final class Connection extends LibraryConnection {

        private final long session;
        private final Path mountPoint;

        Connection(long session, Path mountPoint) {
            super(fuse, session, session);
            this.session = session;
            this.mountPoint = mountPoint;
        }

        @Override
        public void begin() throws ToolFailedException {
            new FirstRequest(fuse, libC, session).answer(mountPoint);
        }

        @Override
        public void free() {
            fuse.fuse_session_unmount(session);
            fuse.fuse_session_destroy(session);
        }
    }
}

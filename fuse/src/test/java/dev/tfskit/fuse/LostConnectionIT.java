// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.Command;
import dev.tfskit.Strace;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection that ends without an unmount leaves no mount, and is reported. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostConnectionIT {

    private static final MountProcess PROCESS = new MountProcess(Optional.empty(), false, false, 2);
    private static final int MOST_ATTEMPTS = 10;
    private static final int PROTOCOL_ERROR = -71;
    /** Makes {@code umount2} abort the connection, also where it then leaves a file system that is in use. */
    private static final int FORCE = 1;

    /** The place of the most bytes of a read in {@code struct fuse_conn_info}. */
    private static final int MAX_READ = 12;

    private LibC libC;
    private FuseBinding fuse;
    private Path image;
    private Path directory;

    @TempDir
    Path temp;

    @BeforeEach
    void makeImage() throws Exception {
        FuseHere.isNeeded();
        FuseHere.mustBeRoot();
        libC = LibC.load();
        fuse = InstalledFuse.load(libC);
        image = TestImage.make(temp.resolve("disk.raw"), 64 << 20);
        directory = Files.createDirectory(temp.toRealPath().resolve("mnt"));
    }

    private Mount mount(FuseBinding binding) throws Exception {
        Volume volume = Volume.open(FileDevice.openForReading(image));
        return new Mount(
                binding, volume, image, directory, MountOptions.parse(List.of()).asReadOnly(), PROCESS, libC, _ -> {});
    }

    @Test
    void loopThatFailsAfterItsBeginningEndsTheMount() throws Exception {
        Mount mount = mount(new Failing(fuse, true));
        mount.start(1);
        String message =
                assertThrows(ToolFailedException.class, mount::awaitEnd).getMessage();
        assertEquals(directory + ": libfuse ended the connection with the kernel, error 71", message);
        assertEquals(Optional.empty(), MountTable.imageOn(directory));
    }

    @Test
    void loopThatFailsAtOnceEndsTheMount() throws Exception {
        Mount mount = mount(new Failing(fuse, false));
        String message =
                assertThrows(ToolFailedException.class, () -> mount.start(1)).getMessage();
        assertEquals(directory + ": libfuse ended the connection with the kernel, error 71", message);
        assertEquals(Optional.empty(), MountTable.imageOn(directory));
        mount.end();
    }

    @Test
    void abortOfTheConnectionEndsTheMount() throws Exception {
        Mount mount = mount(fuse);
        mount.start(1);
        try (DirectoryStream<Path> _ = Files.newDirectoryStream(directory)) {
            assertEquals(-1, libC.umount2(CString.of(directory), FORCE));
            String message =
                    assertThrows(ToolFailedException.class, mount::awaitEnd).getMessage();
            assertEquals(directory + ": another program has aborted the connection with the kernel", message);
            assertEquals(Optional.empty(), MountTable.imageOn(directory));
        }
    }

    /** The kernel aborts the connection first, and then removes the mount. */
    @Test
    void forcedUnmountOfIdleMountIsNoFailure() throws Exception {
        Mount mount = mount(fuse);
        mount.start(1);
        assertEquals(0, libC.umount2(CString.of(directory), FORCE));
        mount.awaitEnd();
    }

    /**
     * After it has aborted the connection, it waits for other programs that mount something. Here another unmount,
     * which strace delays, follows the abort: its program runs before, as the start of one may take long.
     */
    @Test
    void slowForcedUnmountIsNoFailure() throws Exception {
        Strace.skipUnlessItInjects();
        Path calls = temp.resolve("calls");
        Mount mount = started();
        try (Command.Running unmounting = Command.of("strace", "-qq", "-o", calls)
                .with("-e", "trace=umount2", "-e", "inject=umount2:delay_enter=3000000", "umount", "-i", directory)
                .start()) {
            Await.until(
                    "the unmount has begun",
                    () -> Files.exists(calls) && Files.readString(calls).contains("umount2"));
            try (DirectoryStream<Path> _ = Files.newDirectoryStream(directory)) {
                assertEquals(-1, libC.umount2(CString.of(directory), FORCE));
            }
            unmounting.result().ok();
        }
        mount.awaitEnd();
    }

    /** The kernel gives the number of a mount to the next one, perhaps before the threads of the old one look. */
    @Test
    void newcomerOnTheSameDirectoryStays() throws Exception {
        CountDownLatch mountedAnew = new CountDownLatch(1);
        Mount old = mount(new Ending(fuse, mountedAnew));
        try (Closeable _ = old::end;
                Closeable _ = mountedAnew::countDown) {
            old.start(1);
            String number = number();
            assertTrue(LazyUnmount.of(directory, libC));
            Mount newcomer = startWithNumber(number);
            try (Closeable _ = newcomer::end) {
                FuseHere.require(number.equals(number()), "another program has taken the number");
                mountedAnew.countDown();
                old.awaitEnd();
                assertEquals(Optional.of(image), MountTable.imageOn(directory));
            }
        }
    }

    private String number() throws IOException {
        return MountTable.on(directory).orElseThrow().device();
    }

    /** Mounts until the mount has a number, which another program may have for a moment. */
    private Mount startWithNumber(String number) throws Exception {
        Mount mount = started();
        for (int i = 0; i < MOST_ATTEMPTS && !number.equals(number()); i++) {
            mount.end();
            mount = started();
        }
        return mount;
    }

    private Mount started() throws Exception {
        Mount mount = mount(fuse);
        mount.start(1);
        return mount;
    }

    /** A binding whose loops return only after an event. */
    private static final class Ending extends ForwardingBinding {

        private final CountDownLatch event;

        Ending(FuseBinding real, CountDownLatch event) {
            super(real);
            this.event = event;
        }

        @Override
        FuseConnection wrap(FuseConnection connection, Runnable ready) {
            return new ForwardingConnection(connection) {
                @Override
                public int loop() {
                    int result = super.loop();
                    try {
                        event.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return result;
                }
            };
        }
    }

    /** libfuse refuses to read less at once than its session was made for, after the operation has run. */
    @Test
    @Tag(FuseHere.LIBFUSE_3)
    void refusalByLibfuseAfterTheOperationEndsTheStart() throws Exception {
        Fuse3Binding.Loaded real = Fuse3Binding.loaded().orElseThrow();
        AtomicLong connection = new AtomicLong();
        LibFuse3 watched = (LibFuse3) Proxy.newProxyInstance(
                LibFuse3.class.getClassLoader(), new Class<?>[] {LibFuse3.class}, (_, method, arguments) -> {
                    if (method.getName().equals("fuse_apply_conn_info_opts")) {
                        connection.set((Long) arguments[1]);
                    }
                    return method.invoke(real.fuse(), arguments);
                });
        FuseBinding refused = new Changed(
                new Fuse3Binding(new Fuse3Binding.Loaded(watched, real.file()), libC),
                () -> NativeMemory.putInt(connection.get() + MAX_READ, 4096));
        try (WritableVolume volume = Volume.openForWriting(FileDevice.openForWriting(image), InstantSource.system())) {
            Mount mount =
                    new Mount(refused, volume, image, directory, MountOptions.parse(List.of()), PROCESS, libC, _ -> {});
            String message = assertThrows(ToolFailedException.class, () -> mount.start(1))
                    .getMessage();
            assertEquals(directory + ": libfuse refused the connection with the kernel", message);
            assertEquals(Optional.empty(), MountTable.imageOn(directory));
            mount.end();
        }
        // The volume is closed by the mount, too.
        FileDevice.openForWriting(image).close();
    }

    @Test
    void volumeIsClosedWhenTheStartFails() throws Exception {
        WritableVolume volume = Volume.openForWriting(FileDevice.openForWriting(image), InstantSource.system());
        Mount mount = new Mount(
                new Failing(fuse, false),
                volume,
                image,
                directory,
                MountOptions.parse(List.of()),
                PROCESS,
                libC,
                _ -> {});
        assertThrows(ToolFailedException.class, () -> mount.start(1));
        FileDevice.openForWriting(image).close();
        mount.end();
    }

    /** A binding that does something more when the operation INIT has run. */
    private static final class Changed extends ForwardingBinding {

        private final Runnable more;

        Changed(FuseBinding real, Runnable more) {
            super(real);
            this.more = more;
        }

        @Override
        void ready(Runnable ready) {
            more.run();
            super.ready(ready);
        }
    }

    @Test
    void unmountBeforeTheFirstRequestIsReported() throws Exception {
        Mount mount = mount(new Beginning(fuse, () -> {
            assertTrue(LazyUnmount.of(directory, libC));
        }));
        assertThrows(ToolFailedException.class, () -> mount.start(1));
        mount.end();
    }

    /** A signal may end the process before it has mounted anything. */
    @Test
    void endBeforeTheStartMountsNothing() throws Exception {
        Mount mount = mount(fuse);
        mount.end();
        String message =
                assertThrows(ToolFailedException.class, () -> mount.start(1)).getMessage();
        assertEquals(directory + ": was unmounted before it could be used", message);
        assertEquals(Optional.empty(), MountTable.imageOn(directory));
    }

    @Test
    void endDuringTheStartLeavesNoMount() throws Exception {
        AtomicReference<Mount> mount = new AtomicReference<>();
        mount.set(mount(new Beginning(fuse, () -> mount.get().end())));
        assertThrows(ToolFailedException.class, () -> mount.get().start(1));
        assertEquals(Optional.empty(), MountTable.imageOn(directory));
    }

    /** Such as that no thread can be made. */
    @Test
    void errorDuringTheStartLeavesNoMount() throws Exception {
        Mount mount = mount(new Beginning(fuse, () -> {
            throw new OutOfMemoryError("of this test");
        }));
        assertThrows(OutOfMemoryError.class, () -> mount.start(1));
        assertEquals(Optional.empty(), MountTable.imageOn(directory));
        mount.end();
    }

    /** A binding that does something between the mount and the first request. */
    private static final class Beginning extends ForwardingBinding {

        private final Action action;

        /** Anything that may fail. */
        @FunctionalInterface
        interface Action {
            void run() throws Exception;
        }

        Beginning(FuseBinding real, Action action) {
            super(real);
            this.action = action;
        }

        @Override
        FuseConnection wrap(FuseConnection connection, Runnable ready) {
            return new ForwardingConnection(connection) {
                @Override
                public void begin() throws ToolFailedException {
                    try {
                        action.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    super.begin();
                }
            };
        }
    }

    /** Mounts, and then answers nothing: its loops fail, the first one perhaps after the kernel seemed to begin. */
    private static final class Failing extends ForwardingBinding {

        private final boolean begins;

        Failing(FuseBinding real, boolean begins) {
            super(real);
            this.begins = begins;
        }

        @Override
        FuseConnection wrap(FuseConnection connection, Runnable ready) {
            return new ForwardingConnection(connection) {
                @Override
                public void begin() {
                    // The kernel gets no answer.
                }

                @Override
                public int loop() {
                    if (begins) {
                        ready.run();
                    }
                    return PROTOCOL_ERROR;
                }
            };
        }
    }
}

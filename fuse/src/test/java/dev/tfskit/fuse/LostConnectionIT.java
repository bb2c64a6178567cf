// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.volume.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection that ends without an unmount leaves no mount, and is reported. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostConnectionIT {

    private static final int THREADS = 2;
    private static final int PROTOCOL_ERROR = -71;

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
        return new Mount(binding, volume, image, directory, MountOptions.parse(List.of(), true), false, libC, _ -> {});
    }

    @Test
    void loopThatFailsAfterItsBeginningEndsTheMount() throws Exception {
        Mount mount = mount(new Failing(fuse, true));
        mount.start(THREADS, 1);
        String message =
                assertThrows(ToolFailedException.class, mount::awaitEnd).getMessage();
        assertEquals(directory + ": libfuse ended the connection with the kernel, error 71", message);
        assertEquals(Optional.empty(), MountTable.imageOn(directory));
    }

    @Test
    void loopThatFailsAtOnceEndsTheMount() throws Exception {
        Mount mount = mount(new Failing(fuse, false));
        String message = assertThrows(ToolFailedException.class, () -> mount.start(THREADS, 1))
                .getMessage();
        assertEquals(directory + ": libfuse ended the connection with the kernel, error 71", message);
        assertEquals(Optional.empty(), MountTable.imageOn(directory));
        mount.end();
    }

    @Test
    void unmountBeforeTheFirstRequestIsReported() throws Exception {
        Mount mount = mount(fuse);
        LazyUnmount.of(directory, libC);
        assertThrows(ToolFailedException.class, () -> mount.start(THREADS, 1));
        mount.end();
    }

    /** Mounts, and then answers nothing: its loops fail, the first one perhaps after the kernel seemed to begin. */
    private record Failing(FuseBinding real, boolean begins) implements FuseBinding {

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public LibFuse functions() {
            return real.functions();
        }

        @Override
        public boolean canWriteBack() {
            return real.canWriteBack();
        }

        @Override
        public FileInfo fileInfo() {
            return real.fileInfo();
        }

        @Override
        public OperationTable newTable() {
            return real.newTable();
        }

        @Override
        public FuseConnection mount(
                Path mountPoint, List<String> options, boolean debug, OperationTable table, Runnable ready)
                throws ToolFailedException {
            FuseConnection connection = real.mount(mountPoint, options, debug, table, ready);
            return new FuseConnection() {
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

                @Override
                public void forgetAttributes(long number) {
                    connection.forgetAttributes(number);
                }

                @Override
                public void free() {
                    connection.free();
                }
            };
        }
    }
}

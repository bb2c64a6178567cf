// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The set-up and clean-up of tests that call the host. Each test runs in one thread, because a host may be used only by
 * the thread that has opened it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
abstract class OnPosixHost {

    @TempDir
    Path directoryPath;

    PosixHost host;
    HostDirectory directory;

    @BeforeEach
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
    final void open() throws IOException {
        assumeTrue(PosixHost.open().isPresent());
        host = PosixHost.open().orElseThrow();
        directory = host.openDirectory(directoryPath);
    }

    @AfterEach
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
    final void close() {
        if (directory != null) {
            directory.close();
            host.close();
        }
    }
}

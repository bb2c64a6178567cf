// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Mounts before each test and unmounts after it. A mount that hangs does not make the tests hang. */
abstract class OnMount extends OnImage {

    TestMount mount;

    @BeforeEach
    final void mount() throws IOException, InterruptedException {
        mount = TestMount.of(image, options());
    }

    /** The options that a mount begins with. */
    String[] options() {
        return new String[0];
    }

    /** Unmounts, has the image checked, and mounts it again. */
    final void remount(String... options) throws IOException, InterruptedException {
        mount.close();
        mount = TestMount.of(mount.image(), options);
    }

    @AfterEach
    final void unmountAndCheck() throws IOException {
        mount.close();
    }

    /** Runs a script in the mount, which must print this. */
    final void expect(String output, String script, Object... arguments) throws IOException, InterruptedException {
        assertEquals(output, mount.run(script, arguments));
    }
}

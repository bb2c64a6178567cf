package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each test on a mount of its own begins and ends with. A mount that hangs does not hang the tests. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class OnMount {

    @TempDir
    Path temp;

    TestMount mount;

    @BeforeAll
    static void needFuse() throws IOException, InterruptedException {
        FuseHere.isNeeded();
    }

    @BeforeEach
    final void mount() throws IOException, InterruptedException {
        mount = TestMount.in(temp);
    }

    @AfterEach
    final void unmountAndCheck() throws IOException {
        mount.close();
    }

    /** Runs a script in the mount, which must print this. */
    final void expect(final String output, final String script) throws IOException, InterruptedException {
        assertEquals(output, mount.run(script));
    }
}

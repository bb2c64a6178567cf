// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.device.FileDevice;
import java.io.IOException;
import java.nio.file.Path;

/** Another program that checks whether a file is locked, and prints the result. */
final class LockProbe {

    private LockProbe() {}

    public static void main(String... arguments) throws IOException {
        System.out.println(FileDevice.isLocked(Path.of(arguments[0])) ? "locked" : "free");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Examines the program of a volume, when a check has found no errors in the volume and the program exists. Reading the
 * program needs the code of the file system, which this package does not use, so the caller of a check supplies the
 * examination.
 */
@FunctionalInterface
public interface ProgramExamination {

    /**
     * Examines the program.
     *
     * @param volume the device of the volume; only read, and left open
     * @param findings receives what keeps the program from running
     * @throws IOException when the volume cannot be read
     */
    void examine(BlockDevice volume, Consumer<Finding> findings) throws IOException;
}

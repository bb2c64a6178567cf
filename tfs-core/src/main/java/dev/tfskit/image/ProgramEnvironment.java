// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.RootAttributes;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;

/** Completes the root attributes of a program (docs/format.md, section 3.2). */
final class ProgramEnvironment {

    private ProgramEnvironment() {}

    /** Adds an empty environment for the program: the kernel stops at the first uname when there is none. */
    static void complete(VolumeBuilder volume) throws IOException {
        if (volume.root().attribute(RootAttributes.PROGRAM).isPresent()
                && volume.root().attribute(RootAttributes.ENVIRONMENT).isEmpty()) {
            volume.setRootAttribute(RootAttributes.ENVIRONMENT, new Tuple());
        }
    }
}

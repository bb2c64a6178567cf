// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.util.Random;

/**
 * Takes random steps in a mount and in its model: whatever {@code java.nio.file} and the calls of Linux for ranges can
 * do, on few names, so that steps meet each other.
 */
final class MountedSteps {

    private static final int COMPARED_EVERY = 200;

    private final MountedModel model;
    private final Random random;
    private final MountedNameSteps names;
    private final MountedAttributeSteps attributes;
    private final MountedContentSteps content;

    MountedSteps(MountedModel model, Random random) {
        this.model = model;
        this.random = random;
        this.names = new MountedNameSteps(model, random);
        this.attributes = new MountedAttributeSteps(model, random);
        this.content = new MountedContentSteps(model, random);
    }

    /** Takes so many steps, and compares everything now and then. */
    void take(int count) throws IOException {
        try {
            for (int i = 1; i <= count; i++) {
                step();
                if (i % COMPARED_EVERY == 0) {
                    new MountedComparison(model).compare();
                }
            }
        } catch (AssertionError | IOException failure) {
            throw new AssertionError("after\n" + model.trace(), failure);
        }
    }

    private void step() throws IOException {
        switch (random.nextInt(48)) {
            case 0, 1, 2, 3, 4 -> names.createFile();
            case 5, 6, 7 -> names.createDirectory();
            case 8 -> names.createLink();
            case 9, 10 -> names.link();
            case 11, 12, 13, 14 -> names.remove();
            case 15, 16, 17, 18 -> names.rename();
            case 19 -> attributes.changeMode();
            case 20 -> attributes.changeTime();
            case 21, 22 -> attributes.changeAttribute();
            case 23 -> content.open();
            case 24 -> content.close();
            case 25, 26 -> content.append();
            case 27, 28, 29, 30 -> content.truncate();
            case 31 -> content.map();
            case 32, 33, 34 -> content.read();
            case 35, 36 -> content.copy();
            case 37 -> content.allocate();
            case 38 -> content.zeroRange();
            case 39, 40 -> content.punchHole();
            case 41, 42 -> content.seek();
            default -> content.write();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.util.List;

/** A disk as a power cut may leave it. */
public final class CutDisk {

    private final PowerCut cut;
    private final SparseImage image;
    private final int[] versions;

    CutDisk(PowerCut cut, SparseImage image, int[] versions) {
        this.cut = cut;
        this.image = image;
        this.versions = versions;
    }

    /** The cut that left it. */
    public PowerCut cut() {
        return cut;
    }

    /** What the test had noted before the cut, in order. */
    public List<Object> marks() {
        return cut.marks();
    }

    /** Returns the content. */
    public SparseImage image() {
        return image;
    }

    /** Returns a device with this content; each call makes another device. */
    public SparseDevice open() {
        return new SparseDevice(image);
    }

    /** Where the cut was, and which version of each open block arrived. */
    @Override
    public String toString() {
        return cut.describe(versions);
    }
}

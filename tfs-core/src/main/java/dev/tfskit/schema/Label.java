// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Text;
import java.util.Arrays;

/**
 * The name of a volume. A label that was read can be longer than the kernel accepts; {@link #of} makes one that it
 * accepts. Immutable.
 *
 * @param text its bytes, by convention UTF-8, without NUL; may be empty
 */
public record Label(Text text) {

    /** The most bytes that the Nanos kernel accepts. */
    public static final int MAX_BYTES = 31;

    /**
     * Makes a label of any length. One that is too long for the header of a volume is refused when a volume is to get
     * it.
     *
     * @param text its bytes
     * @throws IllegalArgumentException when it holds a NUL, which ends a label on the volume
     */
    public Label {
        if (text.contains('\0')) {
            throw new IllegalArgumentException("the label holds a NUL byte");
        }
    }

    /**
     * Makes a label that the Nanos kernel accepts.
     *
     * @param name the label
     * @return the label
     * @throws IllegalArgumentException when it has more than {@value #MAX_BYTES} bytes of UTF-8, or holds a NUL
     */
    public static Label of(String name) {
        Label label = new Label(Text.of(name));
        label.checkPortable();
        return label;
    }

    /**
     * Checks that the Nanos kernel accepts the label.
     *
     * @throws IllegalArgumentException when it has more than {@value #MAX_BYTES} bytes
     */
    public void checkPortable() {
        if (!isPortable()) {
            throw new IllegalArgumentException(
                    "the label has " + text.length() + " bytes, at most " + MAX_BYTES + " are possible");
        }
    }

    /**
     * Returns whether the Nanos kernel and the C tools accept the label. The tool ops has written longer labels.
     *
     * @return true for at most {@value #MAX_BYTES} bytes
     */
    public boolean isPortable() {
        return text.length() <= MAX_BYTES;
    }

    /**
     * Returns the start of this label that is portable, cut between characters.
     *
     * @return a portable label; this label when it is portable
     */
    public Label shortened() {
        if (isPortable()) {
            return this;
        }
        int length = MAX_BYTES;
        while (length > 0 && (text.byteAt(length) & 0xc0) == 0x80) {
            length--;
        }
        return new Label(Text.wrap(Arrays.copyOf(text.toByteArray(), length)));
    }

    @Override
    public String toString() {
        return text.quoted();
    }
}

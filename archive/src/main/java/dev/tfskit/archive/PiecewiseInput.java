// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * An input stream whose subclasses only implement the read of several bytes. It reads a single byte as a piece of
 * length 1.
 */
abstract class PiecewiseInput extends InputStream {

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] target, int offset, int length) throws IOException;
}

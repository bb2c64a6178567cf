// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import java.util.Arrays;

/** Input from an array, handed out in runs of a fixed length, so that values begin and end anywhere in a run. */
final class MemoryInput extends Input {

    private final byte[] bytes;
    private final int runBytes;
    private int handedOut;

    MemoryInput(byte[] bytes) {
        this(bytes, Integer.MAX_VALUE);
    }

    MemoryInput(byte[] bytes, int runBytes) {
        this.bytes = bytes;
        this.runBytes = runBytes;
    }

    @Override
    protected boolean refill() {
        if (handedOut == bytes.length) {
            return false;
        }
        // The previous run must not be read any more.
        Arrays.fill(run, (byte) 0x99);
        run = Arrays.copyOfRange(bytes, handedOut, handedOut + Math.min(runBytes, bytes.length - handedOut));
        position = 0;
        limit = run.length;
        handedOut += run.length;
        return true;
    }

    @Override
    public long remaining() {
        return bytes.length - offset();
    }

    @Override
    public long offset() {
        return handedOut - (limit - position);
    }
}

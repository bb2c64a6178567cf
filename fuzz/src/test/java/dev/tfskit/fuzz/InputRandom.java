// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import java.util.Random;

/**
 * Draws from the bytes of an input, so that the fuzzer steers whatever draws at random; zeros when they are used up. A
 * small range takes one byte: a mutation of it changes one draw.
 */
final class InputRandom extends Random {

    private static final long serialVersionUID = 1;

    private final byte[] input;
    private int used;

    InputRandom(byte[] input) {
        this.input = input;
    }

    /** Whether all bytes are used up. */
    boolean isUsedUp() {
        return used >= input.length;
    }

    @Override
    protected int next(int bits) {
        int value = 0;
        for (int done = 0; done < bits; done += Byte.SIZE) {
            value = value << Byte.SIZE | nextByte();
        }
        return bits < Integer.SIZE ? value & (1 << bits) - 1 : value;
    }

    @Override
    public int nextInt(int bound) {
        int bytes = bound <= 1 << Byte.SIZE ? 1 : bound <= 1 << Short.SIZE ? 2 : Integer.BYTES;
        return Integer.remainderUnsigned(next(bytes * Byte.SIZE), bound);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) nextByte();
        }
    }

    private int nextByte() {
        return isUsedUp() ? 0 : input[used++] & 0xff;
    }
}

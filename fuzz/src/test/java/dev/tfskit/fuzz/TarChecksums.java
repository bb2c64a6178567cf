// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

/** Makes the checksums of a tar archive right that a mutation has made wrong: the fuzzer would not get past them. */
final class TarChecksums {

    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int MAGIC = 257;

    private TarChecksums() {}

    /** The archive with a right checksum in each block that has the magic bytes of a header. */
    static byte[] corrected(byte[] archive) {
        byte[] corrected = archive.clone();
        for (int at = 0; at + BLOCK <= corrected.length; at += BLOCK) {
            if (hasMagic(corrected, at)) {
                correct(corrected, at);
            }
        }
        return corrected;
    }

    private static boolean hasMagic(byte[] archive, int at) {
        String magic = "ustar";
        for (int i = 0; i < magic.length(); i++) {
            if (archive[at + MAGIC + i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static void correct(byte[] archive, int at) {
        int sum = CHECKSUM_BYTES * ' ';
        for (int i = 0; i < BLOCK; i++) {
            if (i < CHECKSUM || i >= CHECKSUM + CHECKSUM_BYTES) {
                sum += archive[at + i] & 0xff;
            }
        }
        String digits = Integer.toOctalString(1 << 18 | sum).substring(1);
        for (int i = 0; i < digits.length(); i++) {
            archive[at + CHECKSUM + i] = (byte) digits.charAt(i);
        }
        archive[at + CHECKSUM + digits.length()] = 0;
        archive[at + CHECKSUM + digits.length() + 1] = ' ';
    }
}

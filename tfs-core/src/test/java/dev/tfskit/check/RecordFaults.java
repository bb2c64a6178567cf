// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static dev.tfskit.check.LogFaults.FIRST;
import static dev.tfskit.check.LogFaults.HEADER;
import static dev.tfskit.check.LogFaults.ROOT;

import dev.tfskit.Hex;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.log.HandMadeLog;
import java.util.ArrayList;
import java.util.List;

/** Volumes with a record that breaks a rule of docs/format.md, section 2.3 or 4. */
final class RecordFaults {

    /**
     * Where the bytes of the record behind the root's begin: its tag is at byte 530, and two lengths of a byte follow.
     */
    private static final int START = 533;

    private RecordFaults() {}

    static List<DamagedVolume> all() {
        List<DamagedVolume> all = new ArrayList<>();
        all.add(record("a record that is a buffer", 0, "80"));
        all.add(record("a record that is a text", 0, "c1 'x'"));
        all.add(record("a record that is a vector", 0, "a0"));
        all.add(record("a record that is a number", 0, "b0 01"));
        all.add(record("a record that ends in a header", 1, "98"));
        all.add(record("bytes behind a tuple", 2, "10 01 00"));
        all.add(record("bytes behind the last attribute", 5, "11 01 02 c1 'x' 0000"));

        all.add(record("number 0", 0, "10 00"));
        all.add(record("a number that is not given yet", 0, "10 06"));
        all.add(record("a number that is not given yet, of a value", 3, "11 01 02 10 09"));
        all.add(record("a symbol that is not given yet", 2, "11 01 07 c0"));
        all.add(record("a number of 64 bits", 0, "10 81ffffffffffffffff7f"));
        all.add(record("a number of 65 bits", 1, "10 82808080808080808000"));
        all.add(record("a number of eleven bytes", 1, "10 8080808080808080808001"));
        all.add(record("a symbol where a tuple is referred to", 0, "10 02"));
        all.add(record("a vector where a tuple is referred to", 0, "10 05"));
        all.add(record("a tuple where a vector is referred to", 3, "11 01 02 20 03"));
        all.add(record("a tuple where a symbol is referred to", 2, "11 01 03 c0"));
        all.add(record("a tuple where a text is referred to", 3, "11 01 02 43"));

        all.add(record("an attribute without a name", 2, "11 01 80 c0"));
        all.add(record("an attribute named by a text", 2, "11 01 c1 'x' c0"));
        all.add(record("a name that is longer than the record", 3, "11 01 85 'ab'"));
        all.add(record("a text that is longer than the record", 4, "11 01 02 c3 'ab'"));
        all.add(record("type 5", 3, "11 01 02 d0"));
        all.add(record("type 6", 3, "11 01 02 e0"));
        all.add(record("type 7", 3, "11 01 02 f0"));
        all.add(record("an integer without its number", 4, "11 01 02 b0"));
        all.add(record("an integer of 65 bits", 4, "11 01 02 b0 82808080808080808000"));
        all.add(record("an integer of eleven bytes", 4, "11 01 02 b0 8080808080808080808001"));
        all.add(record("an integer with a sign other than 0 or 1", 3, "11 01 02 b2 01"));
        all.add(record("an integer by reference", 3, "11 01 02 30 01"));
        all.add(record("an integer below -2^63", 3, "11 01 02 b1 81808080808080808001"));
        all.add(record("a null in a vector", 4, "11 01 02 a1 80"));
        all.add(record("a length of 2^63", 3, "11 01 02 c8 81808080808080808000"));
        all.add(record("a length of 65 bits", 3, "11 01 02 cf ffffffffffffffffff7f"));

        all.add(record("more attributes than bytes", 0, "18 ffff7f 01 02 c0"));
        all.add(record("more attributes than there can be", 0, "18 ffffffffffffffff7f 01 02 c0"));
        all.add(record("more elements than bytes", 3, "11 01 02 a8 ffff7f b0 01"));
        all.add(record("counts that fit only one by one", 3, "12 01 02 92 02 c0 02"));

        all.add(volume("a first record that is damaged", 0, 523, FIRST, HEADER + " 02 01 01 80 01"));
        all.add(volume(
                "a record that is damaged in its second part",
                1,
                539,
                FIRST,
                HEADER + ROOT + " 02 06 03 11 01 02 04 03 03 d0 00 00 01"));
        all.add(volume(
                "a text that is longer than its record of version 4",
                1,
                534,
                FIRST,
                HEADER.replace("05", "04") + " 02 04 04 c1 81 'a' c0 02 04 04 41 01 02 81 01"));
        return all;
    }

    private static DamagedVolume record(String name, int offset, String bytes) {
        String length = String.format("%02x", Hex.bytes(bytes).length);
        return volume(
                name, 1, START + offset, FIRST, HEADER + ROOT + " 02 " + length + " " + length + " " + bytes + " 01");
    }

    private static DamagedVolume volume(String name, int record, int offset, String first, String second) {
        return new DamagedVolume(name, VolumeRole.ANY, () -> {
            MemoryDevice device =
                    HandMadeLog.ofZeros(8).block(0, first).block(1, second).device();
            return new DamagedVolume.Image(device, List.of("RECORD_DAMAGED record " + record + " at " + offset));
        });
    }
}

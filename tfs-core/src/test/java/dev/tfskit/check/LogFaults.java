// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.log.HandMadeLog;
import java.util.List;
import java.util.stream.Stream;

/** Volumes whose logs break a rule of docs/format.md, sections 1 and 2.1. */
final class LogFaults {

    private static final int BLOCKS = 8;
    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    /** The header of the first extension, up to where its records begin, at byte 29. */
    static final String FIRST_HEADER = "'NVMTFS' 05 01 00112233445566778899aabbccddeeff 'made' 00";
    /** The first extension of a volume whose second one is two blocks long and starts at block 1. */
    static final String FIRST = FIRST_HEADER + " 05 01 02";
    /** The header of an extension of two blocks; at block 1 its records begin at byte 520. */
    static final String HEADER = "'NVMTFS' 05 02";
    /**
     * A record of a root: number 1 is the root, 2 the symbol a, 3 a tuple, 4 the symbol v, 5 a vector. It takes ten
     * bytes.
     */
    static final String ROOT = "02 07 07 92 81 'a' 90 81 'v' a0";

    private LogFaults() {}

    static List<DamagedVolume> all() {
        return Stream.of(headers(), links(), tags(), records(), ends())
                .flatMap(List::stream)
                .toList();
    }

    private static List<DamagedVolume> headers() {
        return List.of(
                broken("nothing at all", 0, HandMadeLog.ofZeros(BLOCKS).device(0)),
                broken(
                        "less than a block",
                        0,
                        HandMadeLog.ofZeros(BLOCKS).block(0, FIRST).device(BLOCK - 1)),
                broken("another magic", 0, first(FIRST.replace("NVMTFS", "NVMTFX"))),
                broken("a version from the future", 6, first(FIRST.replaceFirst("05 01", "06 01"))),
                broken("a version from the past", 6, first(FIRST.replaceFirst("05 01", "03 01"))),
                broken("a version of eleven bytes", 6, first(FIRST.replaceFirst("05 01", "8080808080808080808005 01"))),
                broken("a version of 65 bits", 6, first(FIRST.replaceFirst("05 01", "82808080808080808005 01"))),
                broken("a first extension of two blocks", 7, first(FIRST.replaceFirst("05 01", "05 02"))),
                broken("a first extension of no blocks", 7, first(FIRST.replaceFirst("05 01", "05 00"))),
                broken(
                        "a label without an end",
                        24,
                        HandMadeLog.ofZeros(BLOCKS)
                                .block(0, FIRST)
                                .fill(24, BLOCK, 'x')
                                .device()),
                broken(
                        "another magic in the second extension",
                        BLOCK,
                        second(HEADER.replace("NVMTFS", "TFSNVM") + ROOT + " 01")),
                broken(
                        "another version in the second extension",
                        BLOCK + 6,
                        second(HEADER.replace("05", "07") + ROOT + " 01")),
                broken(
                        "another length than the link says",
                        BLOCK + 7,
                        second(HEADER.replace("02", "03") + ROOT + " 01")),
                broken(
                        "a length of ten bytes that is larger than any disk",
                        BLOCK + 7,
                        second(HEADER.replace("02", "81808080808080808000") + ROOT + " 01")));
    }

    private static List<DamagedVolume> links() {
        return List.of(
                broken("a link to its own extension", 530, second(HEADER + ROOT + " 05 01 02")),
                broken("a link to the first extension", 530, second(HEADER + ROOT + " 05 00 01")),
                broken("a link over the end of its own extension", 530, second(HEADER + ROOT + " 05 02 02")),
                broken("a link over the start of its own extension", 530, second(HEADER + ROOT + " 05 00 02")),
                broken("a link to no blocks", 530, second(HEADER + ROOT + " 05 03 00")),
                broken("a link across the end of the volume", 530, second(HEADER + ROOT + " 05 07 02")),
                broken("a link behind the end of the volume", 530, second(HEADER + ROOT + " 05 09 01")),
                broken(
                        "a link to the last block there can be",
                        530,
                        second(HEADER + ROOT + " 05 ffffffffffffffff7f 01")),
                broken(
                        "a link to more blocks than there can be",
                        530,
                        second(HEADER + ROOT + " 05 03 ffffffffffffffff7f")),
                broken("a link beyond 2^63", 531, second(HEADER + ROOT + " 05 81808080808080808000 01")),
                broken("a link of eleven bytes", 531, second(HEADER + ROOT + " 05 8080808080808080808003 01")),
                broken(
                        "two extensions that link to each other",
                        3 * BLOCK + 8,
                        HandMadeLog.ofZeros(BLOCKS)
                                .block(0, FIRST)
                                .block(1, HEADER + ROOT + " 05 03 02")
                                .block(3, HEADER + " 05 01 02")
                                .device()));
    }

    private static List<DamagedVolume> tags() {
        return List.of(
                broken("tag 0", 530, second(HEADER + ROOT + " 00")),
                broken("tag 6", 530, second(HEADER + ROOT + " 06 01")),
                broken("tag 255", 530, second(HEADER + ROOT + " ff 01")),
                broken("tag 0 in the first extension", 29, first(FIRST_HEADER + " 00")),
                broken("tag 0 between two parts", 525, second(HEADER + " 02 07 02 92 81 00")));
    }

    private static List<DamagedVolume> records() {
        return List.of(
                broken("a record of no bytes", 530, second(HEADER + ROOT + " 02 00 00 01")),
                broken("a part that is longer than its record", 530, second(HEADER + ROOT + " 02 02 03 10 01 01 01")),
                broken("a part that is longer than its extension", 530, second(HEADER + ROOT + " 02 a000 a000 10 01")),
                broken("a part of 2^64 - 1 bytes", 532, second(HEADER + ROOT + " 02 05 81ffffffffffffffff7f 10")),
                broken(
                        "a length of eleven bytes",
                        531,
                        second(HEADER + ROOT + " 02 8080808080808080808002 02 10 01 01")),
                broken("a record inside a record", 525, second(HEADER + " 02 07 02 92 81" + " 02 02 02 10 01 01")),
                broken("a part of no record", 530, second(HEADER + ROOT + " 03 02 10 01 01")),
                broken("a part of no record at the very start", 520, second(HEADER + " 03 02 10 01 01")),
                broken(
                        "a second part that is too long",
                        525,
                        second(HEADER + " 02 07 02 92 81 03 06 'a' 90 81 'v' a0 01 01")),
                broken(
                        "a third part of a record that has all",
                        532,
                        second(HEADER + " 02 07 02 92 81 03 05 'a' 90 81 'v' a0" + " 03 01 01 01")));
    }

    private static List<DamagedVolume> ends() {
        return List.of(
                broken("a log without a record", 520, second(HEADER + " 01")),
                broken("a first extension that ends the log", 29, first(FIRST_HEADER + " 01")),
                broken("a first record that was never finished", 520, second(HEADER + " 02 07 02 92 81 01")),
                broken(
                        "an extension without an end",
                        3 * BLOCK,
                        HandMadeLog.ofZeros(BLOCKS)
                                .block(0, FIRST)
                                .fill(BLOCK, 3 * BLOCK, 4)
                                .block(1, HEADER + ROOT)
                                .device()),
                broken(
                        "a link at the end of its extension that is cut",
                        3 * BLOCK,
                        HandMadeLog.ofZeros(BLOCKS)
                                .block(0, FIRST)
                                .fill(BLOCK, 3 * BLOCK, 4)
                                .block(1, HEADER + ROOT)
                                .fill(3 * BLOCK - 1, 3 * BLOCK, 5)
                                .device()),
                new DamagedVolume("a last record that was never finished", VolumeRole.ANY, () -> {
                    SampleVolume sample = SampleVolume.written();
                    long end = sample.endOfLog();
                    sample.put(end, new byte[] {2, 16, 4, 1, 1, 1, 1, 4, 3, 2, 1, 1, 1});
                    return new DamagedVolume.Image(
                            sample.device(), List.of("RECORD_TORN record " + sample.records() + " at " + end));
                }));
    }

    private static DamagedVolume broken(String name, long offset, MemoryDevice device) {
        return new DamagedVolume(
                name,
                VolumeRole.ANY,
                () -> new DamagedVolume.Image(
                        new MemoryDevice(device.toByteArray()), List.of("LOG_DAMAGED at " + offset)));
    }

    private static MemoryDevice first(String bytes) {
        return HandMadeLog.ofZeros(BLOCKS)
                .block(0, bytes)
                .block(1, HEADER + ROOT + " 01")
                .device();
    }

    private static MemoryDevice second(String bytes) {
        return HandMadeLog.ofZeros(BLOCKS).block(0, FIRST).block(1, bytes).device();
    }
}

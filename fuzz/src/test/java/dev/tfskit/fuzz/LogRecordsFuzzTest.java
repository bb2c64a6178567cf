// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any records of a log are read or refused, and the check finds an error exactly when they are refused. */
class LogRecordsFuzzTest {

    static List<byte[]> seeds() throws IOException {
        return Records.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void recordsAreReadOrRefused(byte[] input) throws IOException {
        MemoryDevice volume = FramedLog.volume(input);
        ReaderAndChecker.assertAgreement(volume);
        Views.show(volume);
    }
}

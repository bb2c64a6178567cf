// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the administrator allows to users in the configuration of libfuse. */
class FuseConfigurationTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "true, user_allow_other",
                "true, \"mount_max = 10\n user_allow_other # for tfs\n\"",
                "false, # user_allow_other",
                "false, user_allow_others",
                "false, \"\""
            })
    void commentsAreCutOff(boolean expected, String text) {
        assertEquals(expected, FuseConfiguration.allowsAll(text));
    }
}

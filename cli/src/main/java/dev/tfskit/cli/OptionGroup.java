// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Creates groups of options under one heading in the help. The parser does not check which of them can be combined. */
public final class OptionGroup {

    private OptionGroup() {}

    /**
     * Returns a group of options.
     *
     * @param heading the line above the group
     * @param options the options
     * @return the group
     */
    public static ArgGroupSpec of(String heading, List<OptionSpec> options) {
        // By default a group is exclusive. Where it is not validated, picocli sets that back at each start and traces
        // it;
        // for the trace it lays out the synopsis of the group, which takes time.
        ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                .heading("%n" + heading + "%n")
                .validate(false)
                .exclusive(false);
        options.forEach(group::addArg);
        return group.build();
    }
}

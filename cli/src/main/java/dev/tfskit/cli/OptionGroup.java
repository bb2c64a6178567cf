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
        // Not exclusive: picocli would say so in its trace, for which it lays out the synopsis of the group at each
        // start.
        ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                .heading("%n" + heading + "%n")
                .validate(false)
                .exclusive(false);
        options.forEach(group::addArg);
        return group.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that stand together in the help; which of them fit together is not for the parser to say. */
public final class OptionGroup {

    private OptionGroup() {}

    /**
     * A group of options.
     *
     * @param heading what stands above them
     */
    public static ArgGroupSpec of(String heading, List<OptionSpec> options) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading("%n" + heading + "%n").validate(false);
        options.forEach(group::addArg);
        return group.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options under one heading in the help. Immutable.
 *
 * @param heading the line above the options
 * @param options the options
 */
record OptionGroup(String heading, List<OptionSpec> options) {

    /** Copies the list. */
    OptionGroup {
        Objects.requireNonNull(heading);
        options = List.copyOf(options);
    }
}

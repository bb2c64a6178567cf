// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import picocli.CommandLine.Model.OptionSpec;

/** Makes options that take no value. */
public final class Flag {

    private Flag() {}

    /**
     * Returns a builder of an option. The option refuses a value: picocli alone would accept {@code --overwrite=false}
     * and set the flag.
     */
    public static OptionSpec.Builder named(String... names) {
        return OptionSpec.builder(names).arity("0");
    }
}

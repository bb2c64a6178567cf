// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import picocli.CommandLine.Model.OptionSpec;

/** Options that are given or not. */
public final class Flag {

    private Flag() {}

    /**
     * Begins to describe one. It refuses a value: picocli would by itself take {@code --overwrite=false} for one that
     * is given.
     */
    public static OptionSpec.Builder named(String... names) {
        return OptionSpec.builder(names).arity("0");
    }
}

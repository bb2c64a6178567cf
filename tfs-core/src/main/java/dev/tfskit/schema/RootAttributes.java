// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.util.Arrays;

/**
 * The names of the attributes of the root directory that configure the Nanos kernel, for example which program to run
 * (docs/format.md, section 3.2). Some values are tuples: maps from names to values.
 */
public final class RootAttributes {

    /** The path of the program. */
    public static final Symbol PROGRAM = Symbol.of("program");
    /** The arguments of the program, a vector that begins with the program's own name. */
    public static final Symbol ARGUMENTS = Symbol.of("arguments");
    /** The environment of the program, a tuple with one attribute for each variable. */
    public static final Symbol ENVIRONMENT = Symbol.of("environment");
    /** The directory in which the program starts. */
    public static final Symbol WORKING_DIRECTORY = Symbol.of("cwd");
    /** The volumes to mount, a tuple that has a directory for each volume. */
    public static final Symbol MOUNTS = Symbol.of("mounts");
    /** Where the kernel finds its klibs: {@code bootfs}, or a directory of the root volume. */
    public static final Symbol KLIBS = Symbol.of("klibs");

    private RootAttributes() {}

    /**
     * Returns the directory of a mount. The kernel cuts the path at the first {@code :ro}, which makes the mount
     * read-only.
     *
     * @param value the value of an attribute of {@link #MOUNTS}
     * @return the path of the directory
     */
    public static Text mountPoint(Text value) {
        for (int colon = value.indexOf(':', 1); colon > 0; colon = value.indexOf(':', colon + 1)) {
            if (colon + 2 < value.length() && value.byteAt(colon + 1) == 'r' && value.byteAt(colon + 2) == 'o') {
                return Text.wrap(Arrays.copyOf(value.toByteArray(), colon));
            }
        }
        return value;
    }
}

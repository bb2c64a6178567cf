// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;

/** A path in an image, as the value of an option. A slash at its beginning makes no difference. */
final class EntryArgument {

    private EntryArgument() {}

    /** Parses the path of an entry, which is not the root. */
    static TreePath parse(String option, String text) throws UsageException {
        TreePath path = parseAny(option, text);
        if (path.isRoot()) {
            throw new UsageException(option + " " + text + ": this is the root; name an entry in it");
        }
        return path;
    }

    /** Parses the path of an entry or of the root. */
    static TreePath parseAny(String option, String text) throws UsageException {
        PathArgument.demandName(option, text);
        TreePath path = TreePath.ROOT;
        for (String name : text.split("/", -1)) {
            if (name.equals("..")) {
                throw new UsageException(option + " " + text + ": write the path without '..'");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                path = path.child(Symbol.of(name));
            }
        }
        return path;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.value.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program or library that the dynamic loader has mapped.
 *
 * @param path the path under which it was found, with links not resolved; the loader derives {@code $ORIGIN} from it
 * @param description its ELF properties
 * @param reason why it is loaded
 * @param loader the first object that needs it; null for the program
 */
record LoadedObject(
        Text path,
        ElfDescription description,
        Reason reason,
        @Nullable LoadedObject loader) {

    /** Returns the directory of the object. */
    Text directory() {
        return SearchPath.parent(path);
    }

    /** Returns the object, then the object that loaded it, and so on up to the program. */
    List<LoadedObject> chain() {
        List<LoadedObject> chain = new ArrayList<>();
        for (LoadedObject at = this; at != null; at = at.loader) {
            chain.add(at);
        }
        return chain;
    }
}

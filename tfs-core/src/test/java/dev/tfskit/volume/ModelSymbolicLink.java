// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import java.time.Instant;

/** A symbolic link of a model. */
public final class ModelSymbolicLink extends ModelInode {

    private final Text target;

    public ModelSymbolicLink(Text target, Permissions permissions, Instant now) {
        super(permissions, now);
        this.target = target;
    }

    public Text target() {
        return target;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import java.time.Instant;

/** A socket node of a model. */
public final class ModelSocket extends ModelInode {

    public ModelSocket(Permissions permissions, Instant now) {
        super(permissions, now);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import java.time.Instant;

/** A fifo or device of a model. */
public final class ModelSpecialFile extends ModelInode {

    private final SpecialNode node;

    public ModelSpecialFile(SpecialNode node, Permissions permissions, Instant now) {
        super(permissions, now);
        this.node = node;
    }

    SpecialNode node() {
        return node;
    }
}

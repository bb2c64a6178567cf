package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import java.time.Instant;

/** A socket node of a model. */
final class ModelSocket extends ModelInode {

    ModelSocket(final Permissions permissions, final Instant now) {
        super(permissions, now);
    }
}

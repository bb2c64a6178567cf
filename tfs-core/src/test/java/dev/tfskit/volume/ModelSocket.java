package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import java.time.Instant;

/** A socket node of a model. */
public final class ModelSocket extends ModelInode {

    public ModelSocket(final Permissions permissions, final Instant now) {
        super(permissions, now);
    }
}

package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import java.time.Instant;

/** A symbolic link of a model. */
final class ModelSymbolicLink extends ModelInode {

    private final Text target;

    ModelSymbolicLink(final Text target, final Permissions permissions, final Instant now) {
        super(permissions, now);
        this.target = target;
    }

    Text target() {
        return target;
    }
}

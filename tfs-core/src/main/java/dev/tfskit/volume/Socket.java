package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Tuple;

/** The name of a local socket, left behind by a program. */
public final class Socket extends Inode {

    Socket(final Volume volume, final Tuple tuple) {
        super(volume, tuple);
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.FILE;
    }
}

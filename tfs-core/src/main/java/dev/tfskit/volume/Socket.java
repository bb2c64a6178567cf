// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Tuple;

/** The name of a local (Unix domain) socket, which a program has left behind in the tree. It has no content. */
public final class Socket extends Inode {

    Socket(TreeAccess tree, Tuple tuple) {
        super(tree, tuple);
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.FILE;
    }
}

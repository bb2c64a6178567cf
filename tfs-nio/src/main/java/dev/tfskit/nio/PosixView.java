// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.schema.Permissions;
import java.io.IOException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The attribute view {@code posix}: mode, owner and group, besides the attributes of {@code basic}. Thread-safe. */
final class PosixView extends BasicView implements PosixFileAttributeView {

    PosixView(InodeReference inode) {
        super(inode);
    }

    @Override
    public String name() {
        return "posix";
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        setMode(Mode.of(permissions));
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        setUser(Principals.number(owner));
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        setGroup(Principals.number(group));
    }

    /** Sets permissions with set-user-ID, set-group-ID and sticky. */
    void setMode(int mode) throws IOException {
        update(access -> new Permissions(mode & Permissions.MODE_BITS, access.uid(), access.gid()));
    }

    void setUser(long number) throws IOException {
        update(access -> new Permissions(access.mode(), number, access.gid()));
    }

    void setGroup(long number) throws IOException {
        update(access -> new Permissions(access.mode(), access.uid(), number));
    }

    /** The volume stores mode, owner and group together: two threads that set different ones take turns. */
    private void update(UnaryOperator<Permissions> change) throws IOException {
        inode().change(each -> {
            synchronized (inode().fileSystem().volume()) {
                each.setPermissions(change.apply(each.permissions()));
            }
        });
    }
}

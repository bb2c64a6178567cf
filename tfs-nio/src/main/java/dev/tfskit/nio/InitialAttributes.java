// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.schema.Permissions;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/** Converts the file attributes that a caller wants for a new file or directory into its permissions. */
final class InitialAttributes {

    private InitialAttributes() {}

    /**
     * Returns the permissions of a new inode.
     *
     * @param defaults the permissions for what the caller does not name
     * @param wanted {@code posix:permissions}, {@code posix:owner} and {@code posix:group}
     * @throws UnsupportedOperationException when another attribute is wanted
     */
    static Permissions of(Permissions defaults, FileAttribute<?>... wanted) {
        Permissions access = defaults;
        for (FileAttribute<?> each : wanted) {
            access = switch (each.name()) {
                case "posix:permissions" ->
                    new Permissions(Mode.of(NamedAttributes.permissions(each.value())), access.uid(), access.gid());
                case "posix:owner" ->
                    new Permissions(access.mode(), Principals.number((UserPrincipal) each.value()), access.gid());
                case "posix:group" ->
                    new Permissions(access.mode(), access.uid(), Principals.number((GroupPrincipal) each.value()));
                default ->
                    throw new UnsupportedOperationException("a new file cannot get the attribute " + each.name());
            };
        }
        return access;
    }
}

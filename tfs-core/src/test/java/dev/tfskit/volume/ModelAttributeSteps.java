// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;

/** Operations on attributes: each draws its arguments, and does the same in a volume and in its model. */
final class ModelAttributeSteps {

    private final ModelSession session;
    private final Random random;

    ModelAttributeSteps(ModelSession session, Random random) {
        this.session = session;
        this.random = random;
    }

    void setPermissions() throws IOException {
        ModelInode inode = session.anyInode(random);
        Permissions permissions =
                random.nextBoolean() ? Permissions.FILE : new Permissions(random.nextInt(010000), 7, 8);
        Instant now = session.next();
        session.same("set permissions", true, () -> session.view(inode).setPermissions(permissions), () -> {
            inode.setPermissions(permissions, now);
            return true;
        });
    }

    void setModified() throws IOException {
        ModelInode inode = session.anyInode(random);
        Instant time = Instant.ofEpochSecond(random.nextLong(1L << 32), random.nextInt(1_000_000_000));
        Instant now = session.next();
        session.same("set time", true, () -> session.view(inode).setModified(time), () -> {
            inode.setModified(time, now);
            return true;
        });
    }

    void setAttribute() throws IOException {
        ModelInode inode = session.anyInode(random);
        Symbol name = Symbol.of("user." + "abc".charAt(random.nextInt(3)));
        Text value = Text.of("v".repeat(random.nextInt(4) == 0 ? random.nextInt(70_000) : random.nextInt(30)));
        Instant now = session.next();
        switch (random.nextInt(4)) {
            case 0 ->
                session.same(
                        "create attribute",
                        true,
                        () -> session.view(inode).createExtendedAttribute(name, value),
                        () -> {
                            inode.createAttribute(name, value, now);
                            return true;
                        });
            case 1 ->
                session.same(
                        "replace attribute",
                        true,
                        () -> session.view(inode).replaceExtendedAttribute(name, value),
                        () -> {
                            inode.replaceAttribute(name, value, now);
                            return true;
                        });
            case 2 ->
                session.same("set attribute", true, () -> session.view(inode).setExtendedAttribute(name, value), () -> {
                    inode.setAttribute(name, value, now);
                    return true;
                });
            default ->
                session.same(
                        "remove attribute", false, () -> session.view(inode).removeExtendedAttribute(name), () -> {
                            inode.removeAttribute(name, now);
                            return true;
                        });
        }
    }
}

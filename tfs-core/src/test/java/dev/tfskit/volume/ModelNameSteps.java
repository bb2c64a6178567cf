// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/** Operations on names: each draws its arguments, and does the same in a volume and in its model. */
final class ModelNameSteps {

    private final ModelSession session;
    private final Random random;

    ModelNameSteps(ModelSession session, Random random) {
        this.session = session;
        this.random = random;
    }

    private Permissions permissions(Permissions normal) {
        return random.nextInt(3) == 0
                ? new Permissions(random.nextInt(010000), random.nextInt(9), random.nextLong(1L << 32))
                : normal;
    }

    void createFile() throws IOException {
        Permissions permissions = permissions(Permissions.FILE);
        create(
                "file",
                (directory, name) -> directory.createFile(name, permissions),
                now -> new ModelFile(permissions, now));
    }

    void createDirectory() throws IOException {
        Permissions permissions = permissions(Permissions.DIRECTORY);
        create(
                "directory",
                (directory, name) -> directory.createDirectory(name, permissions),
                now -> new ModelDirectory(permissions, now));
    }

    void createSymbolicLink() throws IOException {
        Permissions permissions = permissions(Permissions.LINK);
        Text target = Text.of("t".repeat(1 + random.nextInt(40)));
        create(
                "symbolic link",
                (directory, name) -> directory.createSymbolicLink(name, target, permissions),
                now -> new ModelSymbolicLink(target, permissions, now));
    }

    void createSocket() throws IOException {
        Permissions permissions = permissions(Permissions.FILE);
        create(
                "socket",
                (directory, name) -> directory.createSocket(name, permissions),
                now -> new ModelSocket(permissions, now));
    }

    void createSpecialFile() throws IOException {
        Permissions permissions = permissions(Permissions.FILE);
        SpecialNode node = random.nextBoolean()
                ? SpecialNode.FIFO
                : new SpecialNode(
                        random.nextBoolean() ? InodeKind.CHARACTER_DEVICE : InodeKind.BLOCK_DEVICE,
                        random.nextInt(SpecialNode.MOST_MAJOR + 1),
                        random.nextInt(SpecialNode.MOST_MINOR + 1));
        create(
                "special file " + node,
                (directory, name) -> directory.createSpecialFile(name, node, permissions),
                now -> new ModelSpecialFile(node, permissions, now));
    }

    @FunctionalInterface
    private interface Creation {
        Inode in(Directory directory, Symbol name) throws IOException;
    }

    @FunctionalInterface
    private interface ModelCreation {
        ModelInode at(Instant now);
    }

    private void create(String kind, Creation inVolume, ModelCreation inModel) throws IOException {
        ModelDirectory directory = session.anyDirectory(random);
        Symbol name = ModelNames.any(random);
        Instant now = session.next();
        session.same(
                "create " + kind + " " + name,
                true,
                () -> inVolume.in((Directory) session.view(directory), name),
                () -> directory.add(name, inModel.at(now), now),
                session::pair);
    }

    /** A file that gets its name after its content. */
    void createUnnamed() throws IOException {
        Permissions permissions = permissions(Permissions.FILE);
        byte[] bytes = new byte[random.nextInt(3000)];
        random.nextBytes(bytes);
        create(
                "unnamed file",
                (directory, name) -> {
                    // The model checks the name first, also in a directory that has been removed.
                    Directory.checkName(name);
                    try (OpenFile open = directory.createUnnamedFile(permissions)) {
                        open.write(bytes.length, ByteBuffer.wrap(bytes));
                        open.truncate(2L * bytes.length / 3);
                        directory.link(name, open.file());
                        return open.file();
                    }
                },
                now -> {
                    ModelFile file = new ModelFile(permissions, now);
                    file.content().write(bytes.length, bytes, bytes.length);
                    file.content().setLength(2L * bytes.length / 3);
                    return file;
                });
    }

    void link() throws IOException {
        ModelInode inode = session.anyInode(random);
        ModelDirectory directory = session.anyDirectory(random);
        Symbol name = ModelNames.any(random);
        Instant now = session.next();
        session.same(
                "link " + name,
                true,
                () -> ((Directory) session.view(directory)).link(name, session.view(inode)),
                () -> directory.link(name, inode, now));
    }

    void unlink() throws IOException {
        remove("unlink", Directory::unlink, ModelDirectory::unlink);
    }

    void removeDirectory() throws IOException {
        remove("remove directory", Directory::removeDirectory, ModelDirectory::removeDirectory);
    }

    @FunctionalInterface
    private interface Removal {
        void of(Directory directory, Symbol name) throws IOException;
    }

    @FunctionalInterface
    private interface ModelRemoval {
        boolean of(ModelDirectory directory, Symbol name, Instant now) throws IOException;
    }

    private void remove(String what, Removal inVolume, ModelRemoval inModel) throws IOException {
        ModelDirectory directory = session.anyDirectory(random);
        Symbol name = ModelSession.nameIn(directory, random);
        Optional<ModelInode> removed = Optional.ofNullable(directory.children().get(name));
        Instant now = session.next();
        session.same(
                what + " " + name,
                false,
                () -> inVolume.of((Directory) session.view(directory), name),
                () -> inModel.of(directory, name, now));
        removed.ifPresent(session::keepGone);
    }

    void rename() throws IOException {
        ModelDirectory from = session.anyDirectory(random);
        ModelDirectory to = random.nextInt(3) == 0 ? from : session.anyDirectory(random);
        Symbol name = ModelSession.nameIn(from, random);
        Symbol newName = random.nextBoolean() ? ModelSession.nameIn(to, random) : ModelNames.any(random);
        RenameMode mode = RenameMode.values()[random.nextInt(3)];
        Optional<ModelInode> replaced = Optional.ofNullable(to.children().get(newName));
        Instant now = session.next();
        session.same(
                "rename " + name + " to " + newName + " " + mode,
                true,
                () -> ((Directory) session.view(from)).rename(name, (Directory) session.view(to), newName, mode),
                () -> from.rename(name, to, newName, mode, now));
        replaced.ifPresent(session::keepGone);
    }

    void renameLeavingWhiteout() throws IOException {
        ModelDirectory from = session.anyDirectory(random);
        ModelDirectory to = random.nextInt(3) == 0 ? from : session.anyDirectory(random);
        Symbol name = ModelSession.nameIn(from, random);
        Symbol newName = random.nextBoolean() ? ModelSession.nameIn(to, random) : ModelNames.any(random);
        RenameMode mode = random.nextBoolean() ? RenameMode.REPLACE : RenameMode.KEEP;
        Permissions permissions = permissions(Permissions.FILE);
        Optional<ModelInode> replaced = Optional.ofNullable(to.children().get(newName));
        Instant now = session.next();
        session.same(
                "rename " + name + " to " + newName + " " + mode + ", leaving a whiteout",
                true,
                () -> {
                    Directory directory = (Directory) session.view(from);
                    directory.renameLeavingWhiteout(name, (Directory) session.view(to), newName, mode, permissions);
                    return directory.find(name).orElseThrow();
                },
                () -> from.renameLeaving(
                        name, new ModelSpecialFile(SpecialNode.WHITEOUT, permissions, now), to, newName, mode, now),
                session::pair);
        replaced.ifPresent(session::keepGone);
    }

    /** Removes a directory and all that is in it, as far as there is anything: a full volume must allow that. */
    void removeTree() throws IOException {
        ModelDirectory directory = session.anyDirectory(random);
        if (!directory.isGone()) {
            empty(directory);
        }
    }

    /** Removes all that is in a directory. */
    void empty(ModelDirectory directory) throws IOException {
        for (Symbol name : directory.children().keySet().toArray(Symbol[]::new)) {
            ModelInode inode = directory.children().get(name);
            if (inode instanceof ModelDirectory below) {
                empty(below);
                Instant now = session.next();
                session.same(
                        "remove directory " + name,
                        false,
                        () -> ((Directory) session.view(directory)).removeDirectory(name),
                        () -> directory.removeDirectory(name, now));
            } else {
                Instant now = session.next();
                session.same(
                        "unlink " + name,
                        false,
                        () -> ((Directory) session.view(directory)).unlink(name),
                        () -> directory.unlink(name, now));
            }
            session.keepGone(inode);
        }
    }
}

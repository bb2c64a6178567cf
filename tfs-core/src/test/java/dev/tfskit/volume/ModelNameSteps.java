package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/** Operations on names: each draws its arguments, and does the same in a volume and in its model. */
final class ModelNameSteps {

    private final ModelSession session;
    private final Random random;

    ModelNameSteps(final ModelSession session, final Random random) {
        this.session = session;
        this.random = random;
    }

    private Permissions permissions(final Permissions normal) {
        return random.nextInt(3) == 0 ? new Permissions(random.nextInt(010000), random.nextInt(9), random.nextLong(1L << 32)) : normal;
    }

    void createFile() throws IOException {
        final Permissions permissions = permissions(Permissions.FILE);
        create("file", (directory, name) -> directory.createFile(name, permissions), now -> new ModelFile(permissions, now));
    }

    void createDirectory() throws IOException {
        final Permissions permissions = permissions(Permissions.DIRECTORY);
        create("directory", (directory, name) -> directory.createDirectory(name, permissions), now -> new ModelDirectory(permissions, now));
    }

    void createSymbolicLink() throws IOException {
        final Permissions permissions = permissions(Permissions.LINK);
        final Text target = Text.of("t".repeat(random.nextInt(40)));
        create("symbolic link", (directory, name) -> directory.createSymbolicLink(name, target, permissions),
                now -> new ModelSymbolicLink(target, permissions, now));
    }

    void createSocket() throws IOException {
        final Permissions permissions = permissions(Permissions.FILE);
        create("socket", (directory, name) -> directory.createSocket(name, permissions), now -> new ModelSocket(permissions, now));
    }

    @FunctionalInterface
    private interface Creation {
        Inode in(Directory directory, Symbol name) throws IOException;
    }

    @FunctionalInterface
    private interface ModelCreation {
        ModelInode at(Instant now);
    }

    private void create(final String kind, final Creation inVolume, final ModelCreation inModel) throws IOException {
        final ModelDirectory directory = session.anyDirectory(random);
        final Symbol name = ModelNames.any(random);
        final Instant now = session.next();
        session.same("create " + kind + " " + name, true, () -> inVolume.in((Directory) session.view(directory), name),
                () -> directory.add(name, inModel.at(now), now), session::pair);
    }

    void link() throws IOException {
        final ModelInode inode = session.anyInode(random);
        final ModelDirectory directory = session.anyDirectory(random);
        final Symbol name = ModelNames.any(random);
        final Instant now = session.next();
        session.same("link " + name, true, () -> ((Directory) session.view(directory)).link(name, session.view(inode)),
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

    private void remove(final String what, final Removal inVolume, final ModelRemoval inModel) throws IOException {
        final ModelDirectory directory = session.anyDirectory(random);
        final Symbol name = ModelSession.nameIn(directory, random);
        final Optional<ModelInode> removed = Optional.ofNullable(directory.children().get(name));
        final Instant now = session.next();
        session.same(what + " " + name, false, () -> inVolume.of((Directory) session.view(directory), name),
                () -> inModel.of(directory, name, now));
        removed.ifPresent(session::keepGone);
    }

    void rename() throws IOException {
        final ModelDirectory from = session.anyDirectory(random);
        final ModelDirectory to = random.nextInt(3) == 0 ? from : session.anyDirectory(random);
        final Symbol name = ModelSession.nameIn(from, random);
        final Symbol newName = random.nextBoolean() ? ModelSession.nameIn(to, random) : ModelNames.any(random);
        final RenameMode mode = RenameMode.values()[random.nextInt(3)];
        final Optional<ModelInode> replaced = Optional.ofNullable(to.children().get(newName));
        final Instant now = session.next();
        session.same("rename " + name + " to " + newName + " " + mode, true,
                () -> ((Directory) session.view(from)).rename(name, (Directory) session.view(to), newName, mode),
                () -> from.rename(name, to, newName, mode, now));
        replaced.ifPresent(session::keepGone);
    }

    /** Removes a directory and all that is in it, as far as there is anything: a full volume must allow that. */
    void removeTree() throws IOException {
        final ModelDirectory directory = session.anyDirectory(random);
        if (!directory.isGone()) {
            empty(directory);
        }
    }

    /** Removes all that is in a directory. */
    void empty(final ModelDirectory directory) throws IOException {
        for (final Symbol name : directory.children().keySet().toArray(Symbol[]::new)) {
            final ModelInode inode = directory.children().get(name);
            if (inode instanceof ModelDirectory below) {
                empty(below);
                final Instant now = session.next();
                session.same("remove directory " + name, false, () -> ((Directory) session.view(directory)).removeDirectory(name),
                        () -> directory.removeDirectory(name, now));
            } else {
                final Instant now = session.next();
                session.same("unlink " + name, false, () -> ((Directory) session.view(directory)).unlink(name),
                        () -> directory.unlink(name, now));
            }
            session.keepGone(inode);
        }
    }
}

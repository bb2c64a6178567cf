// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.io.IoConsumer;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.ModelDirectory;
import dev.tfskit.volume.ModelFile;
import dev.tfskit.volume.ModelInode;
import dev.tfskit.volume.ModelSymbolicLink;
import dev.tfskit.volume.RenameMode;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Steps on names: each draws its arguments, and does the same in a mount and in its model. */
final class MountedNameSteps {

    private static final int MOST_PLACES = 40;
    private static final String TOO_LONG = "x".repeat(256);
    private static final List<String> NAMES = List.of("a", "b", "c", "d.e", "extents", "children", "x".repeat(255));

    private static final Map<RenameMode, Integer> FLAGS = Map.of(
            RenameMode.REPLACE, 0,
            RenameMode.KEEP, LinuxCalls.RENAME_NOREPLACE,
            RenameMode.EXCHANGE, LinuxCalls.RENAME_EXCHANGE);

    private final MountedModel model;
    private final Random random;

    MountedNameSteps(MountedModel model, Random random) {
        this.model = model;
        this.random = random;
    }

    private String anyName() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    void createFile() throws IOException {
        create(
                "file",
                path -> {
                    Files.createFile(path);
                    Files.setAttribute(path, "unix:mode", 0640);
                },
                now -> new ModelFile(model.permissions(0640), now));
    }

    void createDirectory() throws IOException {
        create(
                "directory",
                path -> {
                    Files.createDirectory(path);
                    Files.setAttribute(path, "unix:mode", 0750);
                },
                now -> new ModelDirectory(model.permissions(0750), now));
    }

    void createLink() throws IOException {
        create(
                "link",
                path -> Files.createSymbolicLink(path, Path.of("over/there")),
                now -> new ModelSymbolicLink(Text.of("over/there"), model.permissions(0777), now));
    }

    @FunctionalInterface
    private interface ModelCreation {
        ModelInode at(Instant now);
    }

    private void create(String kind, IoConsumer<Path> onMount, ModelCreation inModel) throws IOException {
        if (model.all().size() > MOST_PLACES) {
            remove();
            return;
        }
        MountedModel.Place directory = model.anyDirectory(random);
        String name = random.nextInt(40) == 0 ? TOO_LONG : anyName();
        Path path = directory.path().resolve(name);
        model.same(
                "create " + kind + " " + path,
                () -> onMount.accept(path),
                now -> ((ModelDirectory) directory.inode()).add(Symbol.of(name), inModel.at(now), now));
    }

    void link() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place file = model.anyFile(random);
        MountedModel.Place directory = model.anyDirectory(random);
        String name = anyName();
        Path path = directory.path().resolve(name);
        model.same(
                "link " + file.path() + " as " + path,
                () -> Files.createLink(path, file.path()),
                now -> ((ModelDirectory) directory.inode()).link(Symbol.of(name), file.inode(), now));
    }

    void remove() throws IOException {
        MountedModel.Place directory = model.anyDirectory(random);
        ModelDirectory inModel = (ModelDirectory) directory.inode();
        Symbol name = Symbol.of(anyName());
        Path path = directory.path().resolve(MountedModel.text(name));
        model.same("remove " + path, () -> Files.delete(path), now -> {
            if (inModel.children().get(name) instanceof ModelDirectory) {
                inModel.removeDirectory(name, now);
            } else {
                inModel.unlink(name, now);
            }
        });
    }

    /** libfuse 2.9 passes on no flags. */
    private RenameMode anyMode() {
        return FuseHere.isLibfuse2() || random.nextBoolean()
                ? RenameMode.REPLACE
                : List.of(RenameMode.KEEP, RenameMode.EXCHANGE).get(random.nextInt(2));
    }

    void rename() throws IOException {
        MountedModel.Place from = model.anyDirectory(random);
        MountedModel.Place to = model.anyDirectory(random);
        Path path = from.path().resolve(anyName());
        Path newPath = to.path().resolve(anyName());
        RenameMode mode = anyMode();
        model.same(
                "rename " + path + " to " + newPath + ", " + mode,
                () -> LinuxCalls.rename(path, newPath, FLAGS.get(mode)),
                now -> {
                    Symbol name = Symbol.of(path.getFileName().toString());
                    // Linux looks at this before it asks the file system.
                    if (mode == RenameMode.REPLACE
                            && ((ModelDirectory) from.inode()).children().containsKey(name)
                            && path.startsWith(newPath)
                            && !path.equals(newPath)) {
                        throw new DirectoryNotEmptyException(newPath.toString());
                    }
                    ((ModelDirectory) from.inode())
                            .rename(
                                    name,
                                    (ModelDirectory) to.inode(),
                                    Symbol.of(newPath.getFileName().toString()),
                                    mode,
                                    now);
                });
    }
}

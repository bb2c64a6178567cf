package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.ModelDirectory;
import dev.tfskit.volume.ModelFile;
import dev.tfskit.volume.ModelInode;
import dev.tfskit.volume.ModelNumbers;
import dev.tfskit.volume.ModelSymbolicLink;
import dev.tfskit.volume.RenameMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Takes random steps in a mount and in its model: whatever {@code java.nio.file} can do, on few names, so that steps meet each other. */
final class MountedSteps {

    private static final int COMPARED_EVERY = 200;
    private static final int MOST_PLACES = 40;
    private static final int MOST_HANDLES = 6;
    private static final long FARTHEST = 1L << 62;
    private static final String TOO_LONG = "x".repeat(256);
    private static final List<String> NAMES = List.of("a", "b", "c", "d.e", "extents", "children", "x".repeat(255));

    private final MountedModel model;
    private final Random random;

    MountedSteps(final MountedModel model, final Random random) {
        this.model = model;
        this.random = random;
    }

    /** Takes so many steps, and compares everything now and then. */
    void take(final int count) throws IOException {
        try {
            for (int i = 1; i <= count; i++) {
                step();
                if (i % COMPARED_EVERY == 0) {
                    new MountedComparison(model).compare();
                }
            }
        } catch (AssertionError | IOException failure) {
            throw new AssertionError("after\n" + model.trace(), failure);
        }
    }

    private void step() throws IOException {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4 -> create("file", path -> {
                Files.createFile(path);
                Files.setAttribute(path, "unix:mode", 0640);
            }, now -> new ModelFile(model.permissions(0640), now));
            case 5, 6, 7 -> create("directory", path -> {
                Files.createDirectory(path);
                Files.setAttribute(path, "unix:mode", 0750);
            }, now -> new ModelDirectory(model.permissions(0750), now));
            case 8 -> create("link", path -> Files.createSymbolicLink(path, Path.of("over/there")),
                    now -> new ModelSymbolicLink(Text.of("over/there"), model.permissions(0777), now));
            case 9, 10 -> link();
            case 11, 12, 13, 14 -> remove();
            case 15, 16, 17, 18 -> rename();
            case 19 -> changeMode();
            case 20 -> changeTime();
            case 21, 22 -> changeAttribute();
            case 23 -> open();
            case 24 -> close();
            case 25, 26 -> append();
            case 27, 28, 29, 30 -> truncate();
            case 31 -> map();
            case 32, 33, 34 -> read();
            default -> write();
        }
    }

    private MountedModel.Place any(final Predicate<ModelInode> kind) {
        final List<MountedModel.Place> from = model.all().stream().filter(place -> kind.test(place.inode())).toList();
        return from.get(random.nextInt(from.size()));
    }

    private MountedModel.Place anyDirectory() {
        return any(ModelDirectory.class::isInstance);
    }

    private String anyName() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private boolean hasNoFile() {
        return model.all().stream().noneMatch(place -> place.inode() instanceof ModelFile);
    }

    @FunctionalInterface
    private interface Creation {
        void at(Path path) throws IOException;
    }

    @FunctionalInterface
    private interface ModelCreation {
        ModelInode at(Instant now);
    }

    private void create(final String kind, final Creation onMount, final ModelCreation inModel) throws IOException {
        if (model.all().size() > MOST_PLACES) {
            remove();
            return;
        }
        final MountedModel.Place directory = anyDirectory();
        final String name = random.nextInt(40) == 0 ? TOO_LONG : anyName();
        final Path path = directory.path().resolve(name);
        model.same("create " + kind + " " + path, () -> onMount.at(path),
                now -> ((ModelDirectory) directory.inode()).add(Symbol.of(name), inModel.at(now), now));
    }

    private void link() throws IOException {
        if (hasNoFile()) {
            return;
        }
        final MountedModel.Place file = any(ModelFile.class::isInstance);
        final MountedModel.Place directory = anyDirectory();
        final String name = anyName();
        final Path path = directory.path().resolve(name);
        model.same("link " + file.path() + " as " + path, () -> Files.createLink(path, file.path()),
                now -> ((ModelDirectory) directory.inode()).link(Symbol.of(name), file.inode(), now));
    }

    private void remove() throws IOException {
        final MountedModel.Place directory = anyDirectory();
        final ModelDirectory inModel = (ModelDirectory) directory.inode();
        final Symbol name = Symbol.of(anyName());
        final Path path = directory.path().resolve(MountedModel.text(name));
        model.same("remove " + path, () -> Files.delete(path), now -> {
            if (inModel.children().get(name) instanceof ModelDirectory) {
                inModel.removeDirectory(name, now);
            } else {
                inModel.unlink(name, now);
            }
        });
    }

    private void rename() throws IOException {
        final MountedModel.Place from = anyDirectory();
        final MountedModel.Place to = anyDirectory();
        final Path path = from.path().resolve(anyName());
        final Path newPath = to.path().resolve(anyName());
        model.same("rename " + path + " to " + newPath, () -> Files.move(path, newPath, StandardCopyOption.ATOMIC_MOVE), now -> {
            final Symbol name = Symbol.of(path.getFileName().toString());
            // Linux looks at this before it asks the file system.
            if (((ModelDirectory) from.inode()).children().containsKey(name) && path.startsWith(newPath) && !path.equals(newPath)) {
                throw new DirectoryNotEmptyException(newPath.toString());
            }
            ((ModelDirectory) from.inode()).rename(name, (ModelDirectory) to.inode(), Symbol.of(newPath.getFileName().toString()),
                    RenameMode.REPLACE, now);
        });
    }

    private MountedModel.Place anyThatIsNoLink() {
        return any(inode -> !(inode instanceof ModelSymbolicLink));
    }

    private void changeMode() throws IOException {
        final MountedModel.Place place = anyThatIsNoLink();
        // The owner keeps his rights, or else a test that root does not run would lock itself out.
        final Permissions permissions = model.permissions(random.nextInt(010000) & 06077 | 0700);
        model.same("mode of " + place.path(), () -> Files.setAttribute(place.path(), "unix:mode", permissions.mode()),
                now -> place.inode().setPermissions(permissions, now));
    }

    private void changeTime() throws IOException {
        final MountedModel.Place place = anyThatIsNoLink();
        final Instant time = Instant.ofEpochSecond(random.nextLong(1L << 32), random.nextInt(1_000_000_000));
        model.same("time of " + place.path(), () -> Files.setLastModifiedTime(place.path(), FileTime.from(time)),
                now -> place.inode().setModified(time, now));
    }

    private void changeAttribute() throws IOException {
        final MountedModel.Place place = anyThatIsNoLink();
        final UserDefinedFileAttributeView view = Files.getFileAttributeView(place.path(), UserDefinedFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        final String name = "pqr".substring(random.nextInt(3)).substring(0, 1);
        final Symbol symbol = Symbol.of("user." + name);
        if (random.nextInt(3) == 0) {
            model.same("no attribute " + name + " of " + place.path(), () -> view.delete(name),
                    now -> place.inode().removeAttribute(symbol, now));
        } else {
            final String value = "v".repeat(random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(30));
            model.same("attribute " + name + " of " + place.path(), () -> view.write(name, StandardCharsets.US_ASCII.encode(value)),
                    now -> place.inode().setAttribute(symbol, Text.of(value), now));
        }
    }

    private void open() throws IOException {
        if (hasNoFile()) {
            return;
        }
        final MountedModel.Place place = any(ModelFile.class::isInstance);
        if (model.handles().size() == MOST_HANDLES) {
            close();
        }
        model.handles().add(new MountedModel.Handle(FileChannel.open(place.path(), StandardOpenOption.READ, StandardOpenOption.WRITE),
                (ModelFile) place.inode()));
    }

    private void close() throws IOException {
        if (!model.handles().isEmpty()) {
            model.handles().remove(random.nextInt(model.handles().size())).channel().close();
        }
    }

    private long position(final ModelFile file) {
        return Math.clamp(ModelNumbers.position(random, file.content().length()), 0, FARTHEST);
    }

    private byte[] bytes() {
        final byte[] bytes = new byte[ModelNumbers.bytes(random)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void write() throws IOException {
        if (model.handles().isEmpty()) {
            open();
            return;
        }
        final MountedModel.Handle handle = model.handles().get(random.nextInt(model.handles().size()));
        final byte[] bytes = bytes();
        final long position = position(handle.file());
        model.same("write " + bytes.length + " at " + position + " of " + handle.file().content().length(),
                () -> handle.channel().write(ByteBuffer.wrap(bytes), position), now -> handle.file().write(position, bytes, bytes.length, now));
    }

    private void append() throws IOException {
        if (hasNoFile()) {
            return;
        }
        final MountedModel.Place place = any(ModelFile.class::isInstance);
        final ModelFile file = (ModelFile) place.inode();
        final byte[] bytes = bytes();
        model.same("append " + bytes.length + " to " + place.path(), () -> {
            try (FileChannel channel = FileChannel.open(place.path(), StandardOpenOption.APPEND)) {
                channel.write(ByteBuffer.wrap(bytes));
            }
        }, now -> file.write(file.content().length(), bytes, bytes.length, now));
    }

    private void truncate() throws IOException {
        if (hasNoFile()) {
            return;
        }
        final MountedModel.Place place = any(ModelFile.class::isInstance);
        final long length = position((ModelFile) place.inode());
        model.same("truncate " + place.path() + " to " + length, () -> {
            try (RandomAccessFile file = new RandomAccessFile(place.path().toFile(), "rw")) {
                file.setLength(length);
            }
        }, now -> ((ModelFile) place.inode()).truncate(length, now));
    }

    /** Writes to memory that a file is mapped to. */
    private void map() throws IOException {
        final List<MountedModel.Handle> filled = model.handles().stream().filter(handle -> handle.file().content().length() > 0).toList();
        if (filled.isEmpty()) {
            return;
        }
        final MountedModel.Handle handle = filled.get(random.nextInt(filled.size()));
        final long position = random.nextLong(Math.min(handle.file().content().length(), 3 << 20));
        final byte[] bytes = new byte[(int) Math.min(1 + random.nextInt(20_000), handle.file().content().length() - position)];
        random.nextBytes(bytes);
        model.same("map " + bytes.length + " at " + position, () -> {
            try (Arena arena = Arena.ofConfined()) {
                final MemorySegment mapped = handle.channel().map(FileChannel.MapMode.READ_WRITE, position, bytes.length, arena);
                MemorySegment.copy(bytes, 0, mapped, ValueLayout.JAVA_BYTE, 0, bytes.length);
                mapped.force();
            }
        }, now -> handle.file().write(position, bytes, bytes.length, now));
    }

    private void read() throws IOException {
        if (model.handles().isEmpty()) {
            return;
        }
        final MountedModel.Handle handle = model.handles().get(random.nextInt(model.handles().size()));
        final long position = position(handle.file());
        final ByteBuffer found = ByteBuffer.allocate(ModelNumbers.bytes(random));
        final int count = Math.max(0, handle.channel().read(found, position));
        assertArrayEquals(handle.file().content().read(position, found.capacity()), Arrays.copyOf(found.array(), count),
                () -> "read " + found.capacity() + " at " + position);
    }
}

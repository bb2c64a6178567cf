// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.InodeList;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.RenameMode;
import dev.tfskit.volume.SizeChange;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A volume that is written to as an input says: each step draws what it does. For one thread. */
final class ScriptedVolume {

    private static final int BYTES = 3 << 20;
    private static final int MOST_POSITION = 20_000;
    private static final List<Symbol> NAMES = List.of(
            Symbol.of("a"),
            Symbol.of("b"),
            Symbol.of("c"),
            Symbol.of("d"),
            Symbol.of("long".repeat(40)),
            Symbol.of("line\n"),
            Symbol.of("-x \\ \""),
            Symbol.wrap("\u00ff\u0080".getBytes(StandardCharsets.ISO_8859_1)));

    private final MemoryDevice device = new MemoryDevice(new byte[BYTES]);
    private final InputRandom random;
    private final WritableVolume volume;
    private final InodeList inodes = new InodeList();
    private long seconds = 1_000_000_000;

    /** An empty volume. */
    ScriptedVolume(InputRandom random) throws IOException {
        this.random = random;
        this.volume =
                Volume.format(device, new Identity(new UUID(1, 2), Label.of("")), () -> Instant.ofEpochSecond(seconds));
    }

    /** Takes steps until the input is used up, but at most so many, and makes them durable. */
    void run(int mostSteps) throws IOException {
        for (int i = 0; i < mostSteps && !random.isUsedUp(); i++) {
            seconds++;
            inodes.read(volume.root());
            try {
                step();
            } catch (FileSystemException refused) {
                // A step that is not possible is drawn as well.
            }
        }
        volume.commit();
    }

    /** Takes steps as {@link #run} does, each in a commit of its own. */
    void runWithCommits(int mostSteps) throws IOException {
        for (int i = 0; i < mostSteps && !random.isUsedUp(); i++) {
            run(1);
        }
    }

    /** The bytes of the volume, as they are now. */
    MemoryDevice copy() {
        return new MemoryDevice(device.toByteArray());
    }

    private void step() throws IOException {
        switch (random.nextInt(17)) {
            case 0, 1 -> directory().createFile(name());
            case 2 -> directory().createDirectory(name());
            case 3 -> directory().createSymbolicLink(name(), Text.wrap(bytes(1 + random.nextInt(120))));
            case 4 -> link();
            case 5 -> directory().unlink(name());
            case 6 -> directory().removeDirectory(name());
            case 7, 8 ->
                directory()
                        .rename(
                                name(),
                                directory(),
                                name(),
                                RenameMode.values()[random.nextInt(RenameMode.values().length)]);
            case 9 -> any().setExtendedAttribute(attribute(), Text.wrap(bytes(random.nextInt(40))));
            case 10 -> any().removeExtendedAttribute(attribute());
            case 11 -> any().setPermissions(new Permissions(random.nextInt(1 << 12), random.nextInt(3), 7));
            case 12 -> any().setModified(Instant.ofEpochSecond(random.nextInt(1 << 16), random.nextInt(1_000_000_000)));
            case 13 -> volume.commit();
            default -> write();
        }
    }

    private void link() throws IOException {
        // A directory has only one name.
        if (!inodes.others().isEmpty()) {
            directory()
                    .link(
                            name(),
                            inodes.others().get(random.nextInt(inodes.others().size())));
        }
    }

    private void write() throws IOException {
        if (!(any() instanceof RegularFile file)) {
            return;
        }
        try (OpenFile open = file.open()) {
            long position = random.nextInt(MOST_POSITION);
            int count = 1 + random.nextInt(2000);
            switch (random.nextInt(6)) {
                case 0 -> open.truncate(position);
                case 1 -> open.punchHole(position, count);
                case 2 -> open.zeroRange(position, count, SizeChange.GROW);
                case 3 -> open.allocate(position, count, SizeChange.KEEP);
                default -> {
                    byte[] content = new byte[count];
                    Arrays.fill(content, (byte) random.nextInt(256));
                    open.write(position, ByteBuffer.wrap(content));
                }
            }
        }
    }

    private Directory directory() {
        return inodes.directories().get(random.nextInt(inodes.directories().size()));
    }

    private Inode any() {
        return inodes.get(random.nextInt(inodes.size()));
    }

    private Symbol name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private Symbol attribute() {
        return Symbol.of(List.of("user.a", "user.b", "security.x", "trusted.y").get(random.nextInt(4)));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            // Neither a name nor a target holds a NUL.
            bytes[i] = bytes[i] == 0 ? (byte) 'z' : bytes[i];
        }
        return bytes;
    }
}

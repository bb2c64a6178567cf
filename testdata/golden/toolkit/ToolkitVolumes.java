// SPDX-License-Identifier: Apache-2.0

import dev.tfskit.device.FileDevice;
import dev.tfskit.image.DirectorySource;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.log.Identity;
import dev.tfskit.log.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.RenameMode;
import dev.tfskit.volume.SizeChange;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Made the volumes {@code toolkit-built} and {@code toolkit-changed} with the library of 22 November 2026 (commit
 * 8a7c710 of this project): {@code java -cp CLASSES ToolkitVolumes.java TREE DIR}. TREE is the tree of
 * {@code toolkit-tree.sh}. It does not compile with the library of today, and it need not: the point of these
 * volumes is that they stay.
 */
public final class ToolkitVolumes {

    private static final Random RANDOM = new Random(1);

    private static Instant now = Instant.parse("2026-11-22T10:00:00.123456789Z");

    private ToolkitVolumes() {}

    public static void main(String[] arguments) throws IOException {
        Path built = Path.of(arguments[1], "toolkit-built.img");
        Path changed = Path.of(arguments[1], "toolkit-changed.img");
        build(Path.of(arguments[0]), built);
        Files.copy(built, changed, StandardCopyOption.REPLACE_EXISTING);
        try (FileDevice device = FileDevice.openForWriting(changed)) {
            device.resize(3 << 20);
            change(device);
        }
    }

    private static void build(Path tree, Path image) throws IOException {
        Files.deleteIfExists(image);
        Files.createFile(image);
        Identity identity = new Identity(UUID.fromString("6ba7b810-9dad-41d1-80b4-00c04fd430c8"), Label.of("built"));
        try (FileDevice device = FileDevice.openForWriting(image)) {
            new ImageBuilder(identity, notice -> System.err.println(notice))
                    .rootAttribute(Symbol.of("program"), Text.of("/bin/program"))
                    .build(device, Optional.of(new DirectorySource(tree, true, Set.of(), System.err::println)));
        }
    }

    /** Each part is a commit or more: names, contents, a compaction, and changes that follow it. */
    private static void change(FileDevice device) throws IOException {
        InstantSource clock = () -> now = now.plusMillis(1500);
        Volume volume = Volume.openForWriting(device, clock);
        Directory root = volume.root();
        names(root);
        volume.commit();
        contents(root);
        volume.commit();
        Directory churn = root.createDirectory(Symbol.of("churn"));
        for (int i = 0; i < 400; i++) {
            churn.createFile(Symbol.of("file " + i));
            if (i % 4 != 0) {
                churn.unlink(Symbol.of("file " + i));
            }
            if (i % 50 == 0) {
                volume.commit();
            }
        }
        volume.commit();
        volume.compact();
        root.createFile(Symbol.of("after compaction")).setExtendedAttribute(Symbol.of("user.late"), Text.of("yes"));
        churn.rename(Symbol.of("file 0"), root, Symbol.of("moved out"), RenameMode.KEEP);
        write((RegularFile) root.find(Symbol.of("moved out")).orElseThrow(), 0, 777);
        volume.close();
    }

    private static void names(Directory root) throws IOException {
        Directory made = root.createDirectory(Symbol.of("made"), new Permissions(01777, 1000, 100));
        made.createSymbolicLink(Symbol.of("link"), Text.of("../bin/program"));
        made.createSocket(Symbol.of("socket"));
        RegularFile file = made.createFile(Symbol.of("three names"), new Permissions(04755, 0, 0));
        made.link(Symbol.of("second name"), file);
        root.link(Symbol.of("third name"), file);
        file.setExtendedAttribute(Symbol.of("user.one"), Text.of("1"));
        file.setExtendedAttribute(Symbol.of("user.empty"), Text.of(""));
        file.setModified(Instant.parse("2001-02-03T04:05:06.5Z"));
        for (String name : new String[] {"a", "b", "c", "d"}) {
            write(made.createFile(Symbol.of(name)), 0, 100 + name.charAt(0));
        }
        made.rename(Symbol.of("a"), made, Symbol.of("renamed"), RenameMode.KEEP);
        made.rename(Symbol.of("b"), made, Symbol.of("c"), RenameMode.REPLACE);
        made.rename(Symbol.of("c"), made, Symbol.of("d"), RenameMode.EXCHANGE);
        root.removeDirectory(Symbol.of("empty"));
        root.setExtendedAttribute(Symbol.of("user.root"), Text.of("root"));
    }

    private static void contents(Directory root) throws IOException {
        Directory made = (Directory) root.find(Symbol.of("made")).orElseThrow();
        write(made.createFile(Symbol.of("hole in front")), 100_000, 1000);
        RegularFile shrunk = made.createFile(Symbol.of("shrunk and grown"));
        write(shrunk, 0, 15_000);
        try (OpenFile file = shrunk.open()) {
            file.truncate(5001);
            file.truncate(15_003);
        }
        try (OpenFile file = made.createFile(Symbol.of("preallocated")).open()) {
            file.allocate(0, 50_000, SizeChange.GROW);
            file.write(20_001, bytes(3000));
        }
        try (OpenFile file = made.createFile(Symbol.of("punched")).open()) {
            file.write(0, bytes(30_000));
            file.punchHole(5000, 12_345);
        }
        try (OpenFile file = ((RegularFile) root.find(Symbol.of("513")).orElseThrow()).open()) {
            file.write(512, bytes(700));
            file.append(bytes(9));
        }
        try (OpenFile file = ((RegularFile) made.find(Symbol.of("three names")).orElseThrow()).open()) {
            for (int i = 0; i < 20; i++) {
                file.append(bytes(301));
            }
        }
    }

    private static void write(RegularFile file, long position, int length) throws IOException {
        try (OpenFile open = file.open()) {
            open.write(position, bytes(length));
        }
    }

    private static ByteBuffer bytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}

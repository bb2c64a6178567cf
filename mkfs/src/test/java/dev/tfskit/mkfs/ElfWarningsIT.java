// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.disk.BootFileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that cannot run causes a warning, and the image is made nevertheless. */
class ElfWarningsIT {

    private static final int MACHINE = 18;
    private static final short X86_64 = 62;
    private static final short AARCH64 = 183;
    private static final int BLOCK = 512;

    @TempDir
    private Path temp;

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(temp.resolve("tree/bin"));
    }

    private Result mkfs(Object... arguments) throws IOException, InterruptedException {
        return Command.mkfs("-r", "tree", "--tree")
                .with(arguments)
                .with("disk.raw")
                .in(temp)
                .run();
    }

    /** The headers of a program without an interpreter. */
    private static byte[] program(short machine) {
        ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
                .position(16)
                .putShort((short) 2)
                .putShort(machine)
                .putInt(1);
        header.putShort(52, (short) 64).putShort(54, (short) 56);
        return header.array();
    }

    private String rootAttributes() throws IOException {
        return new MadeImage(temp.resolve("disk.raw")).rootAttributes();
    }

    private void assertMade() throws IOException {
        new MadeImage(temp.resolve("disk.raw")).assertReadable();
    }

    @Test
    void programThatCanRunGivesNoWarning() throws IOException, InterruptedException {
        Files.write(temp.resolve("tree/bin/it"), program(X86_64));
        mkfs("-t", "(program:/bin/it)").ok();
    }

    /** Without one the kernel stops at the first uname. */
    @Test
    void programGetsAnEnvironment() throws IOException, InterruptedException {
        Files.write(temp.resolve("tree/bin/it"), program(X86_64));
        mkfs("--no-times", "-t", "(program:/bin/it)").ok();
        assertEquals("(environment:() program:/bin/it)", rootAttributes());
        mkfs("--no-times", "-t", "(program:/bin/it environment:(A:b))").ok();
        assertEquals("(environment:(A:b) program:/bin/it)", rootAttributes());
        mkfs("--no-times").ok();
        assertEquals("()", rootAttributes());
    }

    @Test
    void missingProgramGivesAWarning() throws IOException, InterruptedException {
        mkfs("-t", "(program:/bin/it)").okWith("tfs-mkfs: /bin/it: warning: the program is not in the tree");
        assertMade();
    }

    @Test
    void scriptGivesAWarning() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("tree/bin/it"), "#!/bin/sh\necho hello\n");
        mkfs("-t", "(program:/bin/it)")
                .okWith("tfs-mkfs: /bin/it: warning: the program is a script (#!/bin/sh), and Nanos runs ELF files "
                        + "only; name the interpreter, and give it the script as an argument");
        assertMade();
    }

    @Test
    void missingInterpreterGivesAWarning() throws IOException, InterruptedException {
        Command.of("cp", "-L", "/bin/true", "tree/bin/it").in(temp).run().ok();
        Result result = mkfs("-t", "(program:/bin/it)");
        assertEquals(0, result.exitCode());
        assertEquals(1, result.errors().lines().count(), result.errors());
        String line = result.errors().strip();
        String start = "tfs-mkfs: /bin/it: warning: its interpreter ";
        int end = line.indexOf(" is not in the tree");
        assertTrue(line.startsWith(start) && end > 0, line);
        String interpreter = line.substring(start.length(), end);
        assertTrue(
                new String(Files.readAllBytes(Path.of("/bin/true")), StandardCharsets.ISO_8859_1)
                        .contains(interpreter + "\0"),
                line);
        assertMade();
    }

    @Test
    void kernelOfAnotherArchitectureGivesAWarning() throws IOException, InterruptedException {
        Files.write(temp.resolve("tree/bin/it"), program(X86_64));
        Files.write(temp.resolve("kernel"), program(AARCH64));
        Files.write(temp.resolve("boot.img"), BootFileBytes.in(new byte[BLOCK], BootFileBytes.LOADER));
        String line = "tfs-mkfs: /bin/it: warning: the program is for x86-64, but the kernel /kernel is for AArch64";
        mkfs("-b", "boot.img", "-k", "kernel", "-t", "(program:/bin/it)").okWith(line);
        assertMade();
        mkfs("-b", "boot.img", "-t", "(program:/bin/it boot:(children:(kernel:(contents:(host:kernel)))))")
                .okWith(line);
        assertMade();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello\n", "#!/bin/sh\n", "\u007fELF\2\1\1"})
    void kernelThatIsNoneGivesAWarning(String content) throws IOException, InterruptedException {
        Files.write(temp.resolve("tree/bin/it"), program(X86_64));
        Files.write(temp.resolve("kernel"), program(X86_64));
        Files.writeString(temp.resolve("text"), content);
        Files.write(temp.resolve("boot.img"), BootFileBytes.in(new byte[BLOCK], BootFileBytes.LOADER));
        String line =
                "tfs-mkfs: /kernel: warning: is neither a valid ELF file nor a raw kernel, so the disk will not boot; "
                        + "name a kernel of Nanos with -k";
        mkfs("-b", "boot.img", "-k", "text", "-t", "(program:/bin/it)").okWith(line);
        assertMade();
        mkfs("-b", "boot.img", "-k", "kernel", "-t", "(program:/bin/it)").ok();
        Command.mkfs("--update", "-k", "text", "disk.raw").in(temp).run().okWith(line);
    }

    @Test
    void kernelForAnotherMachineThanTheLoaderGivesAWarning() throws IOException, InterruptedException {
        Files.write(temp.resolve("tree/bin/it"), program(X86_64));
        Files.write(temp.resolve("kernel"), program(X86_64));
        Files.writeString(temp.resolve("bootx64.efi"), "a loader");
        Files.writeString(temp.resolve("BOOTAA64.EFI"), "a loader");
        String line = "tfs-mkfs: /kernel: warning: is for x86-64, but the UEFI loader is for AArch64; "
                + "take both from one build of Nanos";
        mkfs("-u", "BOOTAA64.EFI", "-k", "kernel", "-t", "(program:/bin/it)").okWith(line);
        mkfs("-u", "bootx64.efi", "-k", "kernel", "-t", "(program:/bin/it)").ok();
        Command.mkfs("--update", "-u", "BOOTAA64.EFI", "disk.raw")
                .in(temp)
                .run()
                .okWith(line);
        Command.mkfs("--update", "-u", "bootx64.efi", "disk.raw").in(temp).run().ok();
    }
}

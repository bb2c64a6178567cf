// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.Strace;
import dev.tfskit.disk.BootFileBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * tfs-mkfs --update changes a copy, and ends at a system call for the copy, because the process is killed there. The
 * file at the target is then the old image or the new one. With {@code -Dtfs.test.full=true}, the process is killed at
 * each call in turn.
 */
@Order(1)
@Tag("slow")
class CopyUpdateKilledIT {

    /**
     * The process keeps its number when strace detaches itself, and so the temporary names of the copies are known.
     * With {@code --seccomp-bpf}, strace would not send the signal.
     */
    private static final String TRACE = """
            calls=$1 inject=$2 target=$3
            shift 3
            exec strace -D -f -qq -o calls -e signal=none -e trace="$calls" -e inject="$inject" \\
                -P "$PWD/result/$target" -P "$PWD/result/.$target.tfs-tmp-$$-0" \\
                -P "$PWD/result/.$target.tfs-tmp-$$-1" "$@"
            """;

    private static final String CHANGES = "pwrite64,write,copy_file_range,ftruncate,fsync,fdatasync,rename";
    private static final int BOOT_FILE_BYTES = 25 * 512;
    private static final String NO_FAULT = "sethostname:error=EPERM";

    private static final boolean FULL = Boolean.getBoolean("tfs.test.full");

    /** Each test puts its images into {@code result} and leaves the others as they are. */
    @TempDir
    private static Path temp;

    /** What is updated, and where the result goes. */
    enum Update {
        COMPRESSED("good.raw.lz4", "disk.raw.lz4", 1, "result/disk.raw.lz4"),
        COPIED("good.raw", "disk.raw", 0, "good.raw", "--copy-to", "result/disk.raw"),
        COMPRESSED_COPY("good.raw.lz4", "disk.raw.lz4", 1, "good.raw", "--copy-to", "result/disk.raw.lz4"),
        SHRUNK("good.raw", "disk.raw", 1, "result/disk.raw", "--shrink"),
        BOOT_FILES("boot.raw", "disk.raw", 0, "result/disk.raw", "-k", "new-kernel", "-b", "new-boot.img");

        /** The image that stands at the target before. */
        private final String before;

        private final String target;
        private final int draft;
        private final List<String> words;

        Update(String before, String target, int draft, String... words) {
            this.before = before;
            this.target = target;
            this.draft = draft;
            this.words = List.of(words);
        }
    }

    @BeforeAll
    static void makeImages() throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
        Command.shell("""
                mkdir -p tree/sub overlay result
                head -c 3000000 /dev/urandom >tree/large
                echo small >tree/sub/small
                echo other >overlay/more
                head -c 300000 /dev/urandom >kernel
                head -c 700000 /dev/urandom >new-kernel
                "$1" -q -r tree good.raw
                "$1" -q -r tree good.raw.lz4
                "$1" -q --tree -r tree -r overlay new.raw
                """, Command.launcher("tfs-mkfs")).in(temp).run().ok();
        Files.write(temp.resolve("boot.img"), BootFileBytes.filled(BOOT_FILE_BYTES, (byte) 1));
        Files.write(temp.resolve("new-boot.img"), BootFileBytes.filled(BOOT_FILE_BYTES, (byte) 2));
        Command.mkfs("-q", "--tree", "-b", "boot.img", "-k", "kernel", "-r", "tree", "boot.raw")
                .in(temp)
                .run()
                .succeeded();
    }

    private Result run(Update update, String inject) throws IOException, InterruptedException {
        Command.shell("rm -rf result; mkdir result; cp \"$1\" result/\"$2\"", update.before, update.target)
                .in(temp)
                .run()
                .ok();
        return Command.shell(
                        TRACE,
                        CHANGES + ",sethostname",
                        inject,
                        update.target,
                        Command.launcher("tfs-mkfs"),
                        "-q",
                        "--update",
                        "-r",
                        "overlay")
                .with(update.words.toArray())
                .in(temp)
                .run();
    }

    private boolean targetIs(Update update, String image) throws IOException {
        return new MadeImage(temp.resolve("result/" + update.target))
                .differencesFrom(new MadeImage(temp.resolve(image)))
                .isEmpty();
    }

    /** Returns whether the boot sector, the boot loader and the kernel of the target are those of some files. */
    private boolean startsWith(String boot, String kernel) throws IOException, InterruptedException {
        byte[] found = new MadeImage(temp.resolve("result/disk.raw")).boot().bytes("/kernel");
        return Arrays.equals(found, Files.readAllBytes(temp.resolve(kernel)))
                && Command.shell("""
                                        cmp -s -n 446 "$1" result/disk.raw
                                        cmp -s -i 512 -n 12000 "$1" result/disk.raw
                                        """, boot).in(temp).run().exitCode() == 0;
    }

    /** The boot files and the tree of the target are all old or all new. */
    private void assertBootFilesBelongToTree() throws IOException, InterruptedException {
        boolean isNew = targetIs(Update.BOOT_FILES, "new.raw");
        assertTrue(isNew || targetIs(Update.BOOT_FILES, "good.raw"));
        assertTrue(isNew ? startsWith("new-boot.img", "new-kernel") : startsWith("boot.img", "kernel"));
    }

    private void assertSound(String image) throws IOException {
        new MadeImage(temp.resolve(image)).assertReadable();
    }

    static Stream<Arguments> killLeavesOldImageOrNewImage() {
        return Stream.of(Update.values())
                .flatMap(update -> Stream.of("pwrite64 9", "write 9", "fsync 1", "rename 1")
                        .flatMap(text -> {
                            String[] words = text.split(" ");
                            int most = Integer.parseInt(words[1]);
                            return (FULL ? IntStream.rangeClosed(1, most) : IntStream.of(Math.ceilDiv(most, 2)))
                                    .mapToObj(number -> Arguments.of(update, words[0], number));
                        }));
    }

    @ParameterizedTest
    @MethodSource
    void killLeavesOldImageOrNewImage(Update update, String call, int number) throws IOException, InterruptedException {
        Result result = run(update, call + ":signal=KILL:when=" + number);
        assertSound("result/" + update.target);
        // Some updates make fewer writes, but each forces and renames the new image.
        if (result.exitCode() == 0 && Set.of("pwrite64", "write").contains(call)) {
            assertTrue(targetIs(update, "new.raw"));
        } else {
            assertEquals(137, result.exitCode(), result.errors());
            assertTrue(targetIs(update, "good.raw") || targetIs(update, "new.raw"));
        }
        if (update == Update.BOOT_FILES) {
            assertBootFilesBelongToTree();
        }
        assertSound("good.raw");
        Command.mkfs("-q", "--update", "-r", "overlay")
                .with(update.words.toArray())
                .in(temp)
                .run()
                .succeeded();
        assertTrue(targetIs(update, "new.raw"));
        if (update == Update.BOOT_FILES) {
            assertBootFilesBelongToTree();
        }
    }

    /** After a power cut, the name can lead only to a file whose bytes were flushed before it got the name. */
    @ParameterizedTest
    @EnumSource
    void copyIsFlushedAfterItsLastWriteAndBeforeItIsRenamed(Update update) throws IOException, InterruptedException {
        run(update, NO_FAULT).succeeded();
        List<String> calls = Files.readAllLines(temp.resolve("calls"));
        int renamed = lastWith(calls, "rename(");
        assertTrue(calls.get(renamed).matches(".*[.]tfs-tmp-[0-9]+-" + update.draft + "\".*"), calls::toString);
        int flushed = lastWith(calls, "fsync(");
        int written =
                Math.max(lastWith(calls, "write(", "pwrite64(", "copy_file_range("), lastWith(calls, "ftruncate("));
        assertTrue(0 <= written && written < flushed && flushed < renamed, calls::toString);
    }

    private static int lastWith(List<String> calls, String... names) {
        return IntStream.range(0, calls.size())
                .filter(i -> Stream.of(names).anyMatch(calls.get(i)::contains))
                .max()
                .orElse(-1);
    }
}

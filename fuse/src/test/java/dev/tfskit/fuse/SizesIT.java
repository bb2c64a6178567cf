// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many files, deep directories and long files on a real mount. */
class SizesIT extends OnMount {

    private static final long TERABYTE = 1L << 40;

    @Override
    long imageBytes() {
        return 512L << 20;
    }

    @Test
    @Timeout(value = FullForm.LIMIT_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void directoryHoldsManyFiles() throws IOException, InterruptedException {
        int count = FullForm.or(100_000, 10_000);
        String all =
                "test \"$(ls -f1 many | grep -v '^\\.' | sort -n | tail -n 1) $(ls -A many | wc -l)\" = \"$1 $1\"; ";
        mount.run("mkdir many; cd many; seq \"$1\" | xargs touch; cd ..; " + all, count);
        remount();
        mount.run(all + "test -e many/1; test -e \"many/$1\"; ! test -e \"many/$(($1 + 1))\"", count);
        mount.run(
                "cd many; seq 2 2 \"$1\" | xargs rm; test $(ls -A | wc -l) = $(($1 / 2)); cd ..; mv many few; rm "
                        + "-r few",
                count);
        expect("0\n", "ls -A | wc -l");
    }

    @Test
    void directoriesGo64Deep() throws IOException, InterruptedException {
        String deep = "deep=$(printf 'directory/%.0s' $(seq 64)); ";
        mount.run(deep + "mkdir -p $deep; echo bottom >$deep/f; mv directory other");
        remount();
        expect(
                "64\nbottom\n",
                deep + "find . -mindepth 1 -type d | wc -l; mv other directory; cat $deep/f; rm -r directory; ls -A");
    }

    @Test
    void terabyteOfHolesTakesNoBlocks() throws IOException, InterruptedException {
        Path file = mount.root().resolve("f");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long at = 0; at < TERABYTE; at += TERABYTE / 8) {
                channel.write(ByteBuffer.allocate(Long.BYTES).putLong(at + 1).flip(), at + 4000);
            }
        }
        mount.run("truncate -s 1T f");
        remount();
        expect(TERABYTE + " 1\n", "echo $(stat -c %s f) $(($(stat -c %b f) < 500))");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer found = ByteBuffer.allocate(Long.BYTES);
            for (long at = 0; at < TERABYTE; at += TERABYTE / 8) {
                channel.read(found.clear(), at + 4000);
                assertEquals(at + 1, found.getLong(0));
                channel.read(found.clear(), at + TERABYTE / 16);
                assertEquals(0, found.getLong(0));
            }
            channel.read(found.clear(), TERABYTE - Long.BYTES);
            assertEquals(0, found.getLong(0));
        }
        // While a file is open for writing it shows a block, and the kernel tells the mount of a close later.
        expect("0\n", "truncate -s 0 f; until test \"$(stat -c %b f)\" = 0; do :; done; stat -c %b f");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.volume.HandMadeVolume;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Images with inodes that no tool of this toolkit writes. */
class MalformedImageIT extends OnImage {

    @AfterEach
    void unmount() throws Exception {
        shell.run("umount -i mnt");
    }

    private void mount(String root) throws Exception {
        MemoryDevice device = HandMadeVolume.device(HandMadeVolume.tuple(root), 1);
        ByteBuffer bytes = ByteBuffer.allocate((int) device.size());
        device.read(0, bytes);
        Files.write(image, bytes.array());
        shell.fuse("-r", image, directory).ok();
    }

    @Test
    void linksWithoutPossibleTargetAreRefusedAndOthersStayUsable() throws Exception {
        StringBuilder links = new StringBuilder("empty:(linktarget:\"\")");
        for (int length : List.of(4095, 4096, (1 << 20) - 1, 1 << 20, 4 << 20)) {
            links.append(" l" + length + ":(linktarget:" + "x".repeat(length) + ")");
        }
        mount("(children:(" + links + "))");
        assertEquals("""
                4096
                readlink: mnt/empty: Invalid argument
                readlink: mnt/l4096: File name too long
                readlink: mnt/l1048575: File name too long
                readlink: mnt/l1048576: File name too long
                readlink: mnt/l4194304: File name too long
                4096
                """, shell.run("""
                readlink mnt/l4095 | wc -c
                for length in empty l4096 l1048575 l1048576 l4194304; do ! readlink -v mnt/$length || exit 1; done
                readlink mnt/l4095 | wc -c
                """));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.fat.FatVolume;
import dev.tfskit.message.Messages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A boot loader for machines with UEFI firmware, as an open file. The firmware looks for a fixed file name, one for
 * each processor architecture. So the name of the file must end in one of those names, which {@link #open} lists. Not
 * thread-safe.
 */
public final class EfiLoader implements Closeable {

    private static final List<String> NAMES = List.of("bootx64.efi", "bootaa64.efi", "bootriscv64.efi");

    private final List<String> path;
    private final BlockDevice content;

    private EfiLoader(String name, BlockDevice content) {
        this.path = List.of("EFI", "Boot", name);
        this.content = content;
    }

    /**
     * Opens a boot loader.
     *
     * @param file the path of the file; its name ends in {@code bootx64.efi}, {@code bootaa64.efi} or
     *     {@code bootriscv64.efi}, in upper or lower case
     * @return the open boot loader
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; or when it has another
     *     name, is empty, or is too large for the system partition
     * @throws IOException when the file cannot be read
     */
    public static EfiLoader open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; a UEFI loader is expected");
        }
        BlockDevice device = FileDevice.openForReading(file);
        try {
            return of(file.getFileName().toString(), device);
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Creates a boot loader from a device.
     *
     * @param fileName ends in one of the names that firmware looks for
     * @param content the file; {@link #close} closes it
     */
    static EfiLoader of(String fileName, BlockDevice content) throws IOException {
        String lowerCase = fileName.toLowerCase(Locale.ROOT);
        String name = NAMES.stream()
                .filter(lowerCase::endsWith)
                .findFirst()
                .orElseThrow(() -> new FileSystemException(
                        content.toString(),
                        null,
                        "is not a UEFI loader by its name, which must end in " + String.join(", ", NAMES.subList(0, 2))
                                + " or " + NAMES.getLast()));
        EfiLoader loader = new EfiLoader(name, content);
        loader.checkSize();
        return loader;
    }

    private void checkSize() throws IOException {
        if (content.size() == 0) {
            throw new FileSystemException(content.toString(), null, "is empty; a UEFI loader is expected");
        }
        long most = FatVolume.mostFileBytes(SystemPartition.BLOCKS, path.size());
        if (content.size() > most) {
            throw new FileSystemException(
                    content.toString(),
                    null,
                    "is too large for the EFI system partition: it has " + Messages.bytes(content.size())
                            + ", and there is room for " + most + "; name a smaller one");
        }
    }

    /** Returns the path of the loader in the system partition: the names from the root directory on. */
    List<String> path() {
        return path;
    }

    /** Returns the bytes of the loader. */
    BlockDevice content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}

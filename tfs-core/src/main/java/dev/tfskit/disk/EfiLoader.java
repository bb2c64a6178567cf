// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.fat.FatVolume;
import dev.tfskit.elf.Machine;
import dev.tfskit.io.Handover;
import dev.tfskit.message.Messages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A boot loader for machines with UEFI firmware, as an open file. The firmware looks for a fixed file name, one for
 * each processor architecture. So the name of the file must end in one of those names, which {@link #open} lists. Not
 * thread-safe.
 */
public final class EfiLoader implements Closeable {

    private static final List<FirmwareName> NAMES = List.of(
            new FirmwareName("bootx64.efi", Machine.X86_64),
            new FirmwareName("bootaa64.efi", Machine.AARCH64),
            new FirmwareName("bootriscv64.efi", Machine.RISC_V));

    private final List<String> path;
    private final BlockDevice content;

    /**
     * A name that firmware looks for.
     *
     * @param file the name of the file, in lower case
     * @param machine the architecture of the firmware
     */
    private record FirmwareName(String file, Machine machine) {}

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
        try (Handover handover = new Handover(device)) {
            return handover.to(of(file.getFileName().toString(), device));
        }
    }

    /**
     * Creates a boot loader from a device.
     *
     * @param fileName ends in one of the names that firmware looks for
     * @param content the file; {@link #close} closes it
     */
    static EfiLoader of(String fileName, BlockDevice content) throws IOException {
        String name = firmwareName(fileName)
                .map(FirmwareName::file)
                .orElseThrow(() -> new FileSystemException(
                        content.toString(),
                        null,
                        "is not a UEFI loader by its name, which must end in "
                                + NAMES.stream()
                                        .limit(NAMES.size() - 1)
                                        .map(FirmwareName::file)
                                        .collect(Collectors.joining(", "))
                                + " or " + NAMES.getLast().file()));
        EfiLoader loader = new EfiLoader(name, content);
        loader.checkSize();
        return loader;
    }

    /**
     * Returns the machine whose firmware runs a boot loader of this name. The file need not be there.
     *
     * @param file the path of a boot loader
     * @return the architecture; empty if firmware looks for no such name
     */
    public static Optional<Machine> machine(Path file) {
        return firmwareName(file.getFileName().toString()).map(FirmwareName::machine);
    }

    private static Optional<FirmwareName> firmwareName(String fileName) {
        String lowerCase = fileName.toLowerCase(Locale.ROOT);
        return NAMES.stream().filter(name -> lowerCase.endsWith(name.file())).findFirst();
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

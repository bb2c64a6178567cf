// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.ByteReader;
import dev.tfskit.elf.DynamicSection;
import dev.tfskit.elf.ElfClass;
import dev.tfskit.elf.ElfFile;
import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.elf.Machine;
import dev.tfskit.source.Content;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties of an ELF file that the dynamic loader uses. Immutable.
 *
 * @param format word size, byte order and machine; libraries of another format are passed over
 * @param isLoadable whether it is a program or a shared library
 * @param interpreter the path of the dynamic loader, if it is a program that needs one
 * @param needed the names of the libraries that it needs
 * @param sharedObjectName the soname: the name under which others need it, if it has one
 * @param libraryPath DT_RPATH, which does not count if there is a run path
 * @param libraryRunPath DT_RUNPATH
 * @param skipsDefaults whether the default directories are not searched for its libraries
 * @param uses which of {@link #DLOPEN}, {@link #THREADS} and {@link #UNWINDING} it uses
 */
record ElfDescription(
        Format format,
        boolean isLoadable,
        Optional<Text> interpreter,
        List<Text> needed,
        Optional<Text> sharedObjectName,
        Optional<Text> libraryPath,
        Optional<Text> libraryRunPath,
        boolean skipsDefaults,
        Set<Text> uses) {

    /** The functions that load libraries by name while a program runs. */
    static final Set<Text> DLOPEN = Set.of(Text.of("dlopen"), Text.of("dlmopen"));

    /** The functions that start threads. */
    static final Set<Text> THREADS = Set.of(Text.of("pthread_create"), Text.of("thrd_create"));

    /** The functions for which the C library loads libgcc_s: they unwind the stack of a thread. */
    static final Set<Text> UNWINDING =
            Set.of(Text.of("pthread_cancel"), Text.of("pthread_exit"), Text.of("thrd_exit"), Text.of("backtrace"));

    private static final Set<Text> INTERESTING =
            Stream.of(DLOPEN, THREADS, UNWINDING).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    /**
     * The properties that all files of a process must share.
     *
     * @param elfClass the word size
     * @param byteOrder the byte order
     * @param machine the processor
     */
    record Format(ElfClass elfClass, ByteOrder byteOrder, Machine machine) {}

    /**
     * Reads the headers of a file.
     *
     * @param content the content of the file
     * @return the description; empty if it is not an ELF file
     * @throws ElfFormatException when it begins as an ELF file and is damaged
     * @throws IOException when it cannot be read
     */
    static Optional<ElfDescription> of(Content content) throws IOException {
        try (Content.Reader reader = content.open()) {
            Optional<ElfFile> file = ElfFile.read(bytes(reader));
            return file.isEmpty() ? Optional.empty() : Optional.of(of(file.get()));
        }
    }

    private static ElfDescription of(ElfFile file) throws IOException {
        Format format = new Format(file.elfClass(), file.byteOrder(), file.machine());
        Optional<Text> interpreter = file.interpreter().map(Text::wrap);
        Optional<DynamicSection> dynamic = file.dynamicSection();
        if (dynamic.isEmpty()) {
            return new ElfDescription(
                    format,
                    file.isLoadable(),
                    interpreter,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Set.of());
        }
        DynamicSection section = dynamic.get();
        Optional<Text> runPath = section.libraryRunPath();
        return new ElfDescription(
                format,
                file.isLoadable(),
                interpreter,
                section.needed(),
                section.sharedObjectName(),
                runPath.isPresent() ? Optional.empty() : section.libraryPath(),
                runPath,
                section.skipsDefaultDirectories(),
                section.undefined(INTERESTING));
    }

    boolean usesAny(Set<Text> functions) {
        return uses.stream().anyMatch(functions::contains);
    }

    /** Reads until the buffer is full, where a reader of contents may return less. */
    private static ByteReader bytes(Content.Reader reader) {
        return (long position, ByteBuffer target) -> {
            int start = target.position();
            while (target.hasRemaining()) {
                if (reader.read(target, position + (target.position() - start)) < 0) {
                    break;
                }
            }
            return target.position() - start;
        };
    }
}

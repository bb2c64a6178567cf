// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Command;
import dev.tfskit.Seeds;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElfFileTest {

    private static final String LOADER = "/lib/ld-linux-aarch64.so.1";

    private static ElfFile read(byte[] bytes) throws IOException {
        return ElfFile.read(HandMadeElf.reader(bytes)).orElseThrow();
    }

    private static ElfFile read(Path file) throws IOException {
        return read(Files.readAllBytes(file));
    }

    private static String refusal(byte[] bytes) {
        return assertThrows(ElfFormatException.class, () -> read(bytes).interpreter())
                .getMessage();
    }

    @Test
    void runningProgramIsForThisMachine() throws IOException {
        ElfFile java = read(HostPrograms.java());
        assertEquals(HostPrograms.machine(), java.machine());
        assertEquals(ElfClass.BITS_64, java.elfClass());
        assertEquals(ByteOrder.nativeOrder(), java.byteOrder());
        assertTrue(java.isLoadable());
    }

    /** Linux has loaded the interpreter into this process, and reports its file. */
    @Test
    void interpreterOfRunningProgramIsInItsMemory() throws IOException {
        Text interpreter =
                read(HostPrograms.java()).interpreter().map(Text::wrap).orElseThrow();
        String loaded = Path.of(interpreter.decode()).toRealPath().toString();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertTrue(maps.anyMatch(line -> line.endsWith(" " + loaded)), loaded);
        }
    }

    @Test
    void libraryNeedsNoInterpreter() throws IOException {
        ElfFile library = read(HostPrograms.library());
        assertEquals(HostPrograms.machine(), library.machine());
        assertEquals(Optional.empty(), library.interpreter().map(Text::wrap));
    }

    @Test
    void staticProgramNeedsNoInterpreter(@TempDir Path directory) throws Exception {
        ElfFile program = read(HostPrograms.compile(directory, "void _start(void) { }", "-static", "-nostdlib"));
        assertTrue(program.isLoadable());
        assertEquals(2, program.type());
        assertEquals(Optional.empty(), program.interpreter().map(Text::wrap));
    }

    @Test
    void readsTheInterpreterGivenToTheLinker(@TempDir Path directory) throws Exception {
        Path program =
                HostPrograms.compile(directory, "int main(void) { return 0; }", "-Wl,--dynamic-linker=/odd place/ld");
        assertEquals(
                Optional.of(Text.of("/odd place/ld")),
                read(program).interpreter().map(Text::wrap));
    }

    @Test
    void objectFileIsNotLoadable(@TempDir Path directory) throws Exception {
        ElfFile object = read(HostPrograms.compile(directory, "int f(void) { return 0; }", "-c"));
        assertEquals(1, object.type());
        assertFalse(object.isLoadable());
    }

    @ParameterizedTest
    @CsvSource({"62, x86-64", "183, AArch64", "243, RISC-V", "8, machine 8", "65535, machine 65535"})
    void machinesHaveNames(int code, String name) throws IOException {
        assertEquals(
                name, read(new HandMadeElf(new Machine(code)).bytes()).machine().toString());
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void bothSizesOfWordsAndBothOrdersOfBytesAreRead(boolean narrow, boolean bigEndian) throws IOException {
        HandMadeElf made = new HandMadeElf(Machine.AARCH64).type(2).interpreter(LOADER);
        if (narrow) {
            made.narrow();
        }
        if (bigEndian) {
            made.bigEndian();
        }
        ElfFile file = read(made.bytes());
        assertEquals(narrow ? ElfClass.BITS_32 : ElfClass.BITS_64, file.elfClass());
        assertEquals(narrow ? 32 : 64, file.elfClass().bits());
        assertEquals(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, file.byteOrder());
        assertEquals(2, file.type());
        assertEquals(Machine.AARCH64, file.machine());
        assertEquals(Optional.of(Text.of(LOADER)), file.interpreter().map(Text::wrap));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u007f", "\u007fEL", "ELF", "\u007fELK and more", "#!/bin/sh"})
    void refusesFileWithoutElfMagic(String text) throws IOException {
        assertEquals(Optional.empty(), ElfFile.read(HandMadeElf.reader(text.getBytes(StandardCharsets.ISO_8859_1))));
    }

    @Test
    void refusesIncompleteHeader() {
        byte[] file = new HandMadeElf(Machine.X86_64).bytes();
        for (int length = 6; length < 64; length++) {
            assertEquals("it ends within its header, after " + length + " bytes", refusal(Arrays.copyOf(file, length)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, the size of words",
        "4, 3, the size of words",
        "5, 0, the order of bytes",
        "5, 255, the order of bytes"
    })
    void anotherSizeOfWordsOrOrderOfBytesIsRefused(int at, int value, String what) {
        byte[] file = new HandMadeElf(Machine.X86_64).bytes();
        file[at] = (byte) value;
        assertEquals("byte " + at + ", " + what + ", is " + value + " and must be 1 or 2", refusal(file));
    }

    @Test
    void readsThousandProgramHeadersAndNoMore() throws IOException {
        HandMadeElf made = new HandMadeElf(Machine.X86_64)
                .segments(ElfFile.MOST_PROGRAM_HEADERS - 2)
                .interpreter(LOADER);
        assertEquals(
                Optional.of(Text.of(LOADER)), read(made.bytes()).interpreter().map(Text::wrap));
        assertEquals(
                "it has 1025 program headers, and at most 1024 are possible",
                refusal(made.segments(1).bytes()));
    }

    @Test
    void programHeadersMustHaveTheirSize() throws IOException {
        byte[] file = new HandMadeElf(Machine.X86_64).bytes();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(54, (short) 55);
        assertEquals("its program headers have 55 bytes each, and would need 56", refusal(file));
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(56, (short) 0);
        assertEquals(Optional.empty(), read(file).interpreter().map(Text::wrap));
    }

    @ParameterizedTest
    @ValueSource(longs = {64 + 56 + 17, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void programHeadersMustBeInTheFile(long offset) {
        byte[] file = new HandMadeElf(Machine.X86_64).bytes();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(32, offset);
        assertEquals(
                "program header 0 is not in the file: it would be the 56 bytes from byte "
                        + Long.toUnsignedString(offset) + " on",
                refusal(file));
    }

    @ParameterizedTest
    @ValueSource(longs = {64 + 2 * 56 + 16 + 1, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void refusesInterpreterOutsideOfFile(long offset) {
        byte[] file = new HandMadeElf(Machine.X86_64).interpreter("/ld").bytes();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 56 + 8, offset);
        assertEquals(
                "the path of its interpreter is not in the file: it would be the 4 bytes from byte "
                        + Long.toUnsignedString(offset) + " on",
                refusal(file));
    }

    @ParameterizedTest
    @CsvSource({"4097, 4097", "9223372036854775807, 9223372036854775807", "-1, 18446744073709551615"})
    void refusesInterpreterPathOfImpossibleLength(long length, String shown) {
        byte[] file = new HandMadeElf(Machine.X86_64)
                .interpreter("/" + "i".repeat(5000))
                .bytes();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 56 + 32, length);
        assertEquals(
                "the path of its interpreter has " + shown + " bytes, and at most 4096 are possible", refusal(file));
    }

    @Test
    void readsLongestInterpreterPath() throws IOException {
        String path = "/" + "i".repeat(ElfFile.MOST_INTERPRETER_BYTES - 2);
        assertEquals(
                Optional.of(Text.of(path)),
                read(new HandMadeElf(Machine.X86_64).interpreter(path).bytes())
                        .interpreter()
                        .map(Text::wrap));
    }

    @Test
    void interpreterPathEndsAtFirstZero() throws IOException {
        assertEquals(
                Optional.of(Text.of("/ld")),
                read(new HandMadeElf(Machine.X86_64).interpreter("/ld\0more").bytes())
                        .interpreter()
                        .map(Text::wrap));
        assertEquals(
                "the path of its interpreter is empty",
                refusal(new HandMadeElf(Machine.X86_64).interpreter("").bytes()));
        assertEquals(
                "the path of its interpreter does not end with a zero",
                refusal(new HandMadeElf(Machine.X86_64)
                        .interpreterBytes(new byte[] {'/', 'l', 'd'})
                        .bytes()));
    }

    @Test
    void lastInterpreterWithPathCounts() throws IOException {
        HandMadeElf made = new HandMadeElf(Machine.X86_64)
                .interpreter("/first")
                .interpreter("/last")
                .interpreterBytes(new byte[0]);
        assertEquals(
                Optional.of(Text.of("/last")), read(made.bytes()).interpreter().map(Text::wrap));
    }

    static Stream<byte[]> starts() throws IOException {
        int interestingBytes = 2048;
        return Stream.of(
                Arrays.copyOf(Files.readAllBytes(HostPrograms.java()), interestingBytes),
                new HandMadeElf(Machine.RISC_V).interpreter(LOADER).bytes(),
                new HandMadeElf(Machine.AARCH64)
                        .narrow()
                        .bigEndian()
                        .interpreter(LOADER)
                        .segments(3)
                        .bytes());
    }

    @ParameterizedTest
    @MethodSource("starts")
    void damagedHeadersAreReadOrRefused(byte[] good) throws Exception {
        long mostBytes = 1 << 20;
        Seeds.repeat(20_000, random -> {
            byte[] file = damaged(good, random);
            AllocatedBytes allocated = AllocatedBytes.start();
            try {
                Optional<ElfFile> read = ElfFile.read(HandMadeElf.reader(file));
                if (read.isPresent()) {
                    Optional<Text> interpreter = read.get().interpreter().map(Text::wrap);
                    assertTrue(interpreter.isEmpty() || interpreter.get().length() < Math.min(file.length, 4096));
                    assertFalse(read.get().machine().toString().isEmpty());
                    Optional<DynamicSection> dynamic = read.get().dynamicSection();
                    if (dynamic.isPresent()) {
                        dynamic.get().needed();
                        dynamic.get().libraryPath();
                        dynamic.get().undefined(Set.of(Text.of("fork")));
                    }
                }
            } catch (ElfFormatException refusal) {
                assertFalse(refusal.getMessage().isEmpty());
            }
            assertTrue(allocated.count() < mostBytes, allocated.count() + " bytes");
        });
    }

    /** Mostly changes in the header and the program headers, and sometimes a cut. */
    private static byte[] damaged(byte[] good, Random random) {
        byte[] file = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
        for (int flips = random.nextInt(4); flips > 0 && file.length > 0; flips--) {
            int at = random.nextInt(random.nextBoolean() ? Math.min(file.length, 64) : file.length);
            file[at] = random.nextBoolean() ? (byte) (file[at] ^ 1 << random.nextInt(8)) : (byte) random.nextInt();
        }
        return file;
    }

    /** The linker of the host says the same of its files. */
    @Test
    void dynamicSectionIsWhatReadelfShows(@TempDir Path directory) throws Exception {
        Path library = HostPrograms.compile(
                directory,
                "#include <unistd.h>\nint f(void) { return fork(); }",
                "-shared",
                "-fPIC",
                "-Wl,-soname,libf.so.1",
                "-Wl,-rpath,$ORIGIN/../lib:/opt/lib",
                "-Wl,--enable-new-dtags");
        for (Path file : List.of(library, HostPrograms.java(), HostPrograms.library())) {
            DynamicSection section =
                    read(Files.readAllBytes(file)).dynamicSection().orElseThrow();
            List<String> shown = Command.of("readelf", "-dW", file)
                    .env("LC_ALL", "C")
                    .run()
                    .ok()
                    .lines();
            assertEquals(inBrackets(shown, "(NEEDED)"), strings(section.needed()), file::toString);
            assertEquals(
                    inBrackets(shown, "(SONAME)"),
                    strings(section.sharedObjectName().stream().toList()));
            assertEquals(
                    inBrackets(shown, "(RUNPATH)"),
                    strings(section.libraryRunPath().stream().toList()));
            assertEquals(
                    inBrackets(shown, "(RPATH)"),
                    strings(section.libraryPath().stream().toList()));
            Set<Text> names = Stream.of("fork", "dlopen", "pthread_create", "f", "nothing")
                    .map(Text::of)
                    .collect(Collectors.toSet());
            assertEquals(
                    undefinedByReadelf(file, names), Set.copyOf(strings(section.undefined(names))), file::toString);
        }
    }

    private static Set<String> undefinedByReadelf(Path file, Set<Text> names) throws Exception {
        return Command.of("readelf", "-W", "--dyn-syms", file).run().ok().lines().stream()
                .map(line -> line.strip().split(" +"))
                .filter(columns -> columns.length > 7 && columns[6].equals("UND"))
                .map(columns -> columns[7].replaceAll("@.*", ""))
                .filter(name -> names.contains(Text.of(name)))
                .collect(Collectors.toSet());
    }

    /**
     * The linker puts functions whose address is taken behind the start of a GNU hash table, and makes the table empty
     * when it would have nothing in it.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-pie",
                "-no-pie",
                "-no-pie -fno-plt",
                "-pie -rdynamic",
                "-pie -Wl,--hash-style=sysv",
                "-no-pie -Wl,--hash-style=both",
                "-shared -fPIC",
                "-shared -fPIC -fvisibility=hidden"
            })
    void allUndefinedSymbolsAreFoundWhateverTheHashTableHas(String options, @TempDir Path directory) throws Exception {
        Path file = HostPrograms.compile(directory, """
                #include <pthread.h>
                #include <unistd.h>
                void (*volatile taken)(void *) = pthread_exit;
                int main(void) { return fork() + (taken == 0); }
                int (*volatile also)(void) = main;
                int called_and_taken(void) { int (*volatile it)(void) = fork; return it == 0; }
                """, options.split(" "));
        Set<Text> names = Stream.of("fork", "pthread_exit", "pthread_create", "main")
                .map(Text::of)
                .collect(Collectors.toSet());
        assertEquals(Set.of("fork", "pthread_exit"), undefinedByReadelf(file, names));
        assertEquals(
                Set.of("fork", "pthread_exit"),
                Set.copyOf(strings(read(file).dynamicSection().orElseThrow().undefined(names))));
    }

    private static List<String> inBrackets(List<String> lines, String tag) {
        return lines.stream()
                .filter(line -> line.contains(tag))
                .map(line -> line.substring(line.indexOf('[') + 1, line.lastIndexOf(']')))
                .toList();
    }

    private static List<String> strings(Collection<Text> texts) {
        return texts.stream().map(Text::decode).toList();
    }

    @Test
    void staticProgramsHaveNoDynamicSection(@TempDir Path directory) throws Exception {
        ElfFile program = read(HostPrograms.compile(directory, "void _start(void) { }", "-static", "-nostdlib"));
        assertEquals(Optional.empty(), program.dynamicSection());
    }

    @Test
    void nanosRunsOnThreeMachines() {
        assertEquals(
                List.of("x86-64", "AArch64", "RISC-V"),
                Machine.OF_NANOS.stream().map(Machine::toString).toList());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Hex;
import dev.tfskit.HostProgram;
import dev.tfskit.Seeds;
import dev.tfskit.cpio.CpioMember;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile and rare archives. Isolated, because the test counts the bytes that all threads allocate. */
@Isolated
class HostileArchivesTest {

    private static final long HEAP_BYTES = 32 << 20;

    @TempDir
    private Path directory;

    private final List<String> notices = new ArrayList<>();

    private void note(Notice notice) {
        notices.add(notice.subject() + ": " + notice.text());
    }

    private TreeSource open(byte[] archive, String... excludes) throws IOException {
        return Archives.open(
                new ByteArrayInputStream(archive),
                "it",
                new Excludes(EntryPatterns.of(List.of(excludes)), KernelDirectories.LEFT_EMPTY),
                this::note);
    }

    private SortedMap<String, String> tree(byte[] archive, String... excludes) throws IOException {
        return BuiltTree.of(List.of(open(archive, excludes)));
    }

    private List<SourceEntry> entries(byte[] archive) throws IOException {
        List<SourceEntry> entries = new ArrayList<>();
        try (TreeSource source = open(archive)) {
            for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }

    private SourceEntry.Metadata metadata(byte[] archive) throws IOException {
        return ((SourceEntry.File) entries(archive).getFirst()).metadata();
    }

    private String refusal(byte[] archive) {
        return assertThrows(ArchiveException.class, () -> tree(archive)).getMessage();
    }

    private static HandMadeTar tar() {
        return new HandMadeTar();
    }

    /** In old archives, a file whose name ends in a slash is a directory. */
    @ParameterizedTest
    @CsvSource({"1,hard link", "2,symbolic link", "0,file", "6,fifo", "3,device"})
    void rejectsRootThatIsNoDirectory(char type, String kind) {
        for (String name : List.of(".", "./.", type == '0' ? "./." : "/")) {
            assertEquals(
                    "it: the root cannot be a " + kind + ", as the entry " + name + " is; make the archive without it",
                    refusal(tar().entry(type, name, "target").end()));
        }
    }

    /** The numbers of a cpio archive have 32 bits, which is enough to choose many of the same hash. */
    @Test
    @Timeout(60)
    void inodeNumbersOfEqualHashDoNotMakeASetSlow() {
        int count = 1 << 16;
        Set<CpioMember.InodeNumber> numbers = new HashSet<>();
        for (int minor = 0; minor < count; minor++) {
            numbers.add(new CpioMember.InodeNumber(0, minor, 31L * (count - minor)));
        }
        assertEquals(
                1,
                numbers.stream()
                        .mapToInt(CpioMember.InodeNumber::hashCode)
                        .distinct()
                        .count());
        assertEquals(count, numbers.size());
    }

    @Test
    void rejectsHardLinkToTheRoot() {
        assertEquals(
                "it: the entry x is a hard link to the root, which has no other name; make the archive without it",
                refusal(tar().entry('1', "x", "/").end()));
    }

    @Test
    void namesLimitOfHolesInsteadOfDamage() {
        int holes = (1 << 20) + 1;
        StringBuilder map = new StringBuilder().append(holes).append('\n');
        for (long i = 0; i < holes; i++) {
            map.append(i * 8192).append("\n1\n");
        }
        byte[] content = new byte[Math.ceilDiv(map.length(), 512) * 512 + holes];
        System.arraycopy(map.toString().getBytes(StandardCharsets.ISO_8859_1), 0, content, 0, map.length());
        String refusal = refusal(tar().records(
                        'x',
                        "GNU.sparse.major=1",
                        "GNU.sparse.minor=0",
                        "GNU.sparse.name=a",
                        "GNU.sparse.realsize=" + holes * 8192L)
                .entry('0', "x", content)
                .end());
        assertTrue(
                refusal.matches("it: before byte [0-9]+, there is a file with more than 1048576 holes, "
                        + "which is more than tfs-mkfs takes; make the archive again without it"),
                refusal);
    }

    /** The name is the first field of a header. Each of these names is the magic number of another format, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "070701_photo.jpg",
                "070707",
                "\307\161",
                "BZh-notes",
                "PK\3\4",
                "PK\5\6",
                "\37\213",
                "(\265/\375",
                "\4\"M\30",
                "NVMTFS"
            })
    void archiveIsTarWhateverItsFirstNameIs(String name) throws IOException {
        byte[] archive = tar().file(name, "x").file("y", "y").end();
        assertEquals(2, entries(archive).size());
        Path file = Files.write(directory.resolve("archive.tar"), archive);
        try (TarIndex plain = TarIndex.of(file, directory);
                TarIndex streamed = TarIndex.of(new ByteArrayInputStream(archive), "it", directory)) {
            assertTrue(plain.has("y") && streamed.has("y"));
        }
    }

    @Test
    void absoluteNamesAreBelowTheRoot() throws IOException {
        assertEquals(
                Set.of("/", "/etc", "/etc/x", "/y"),
                tree(tar().file("/etc/x", "x").file("//./y", "y").end()).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "a/..", "/.."})
    void namesThatLeadUpwardsAreRefusedUnlessExcluded(String name) throws IOException {
        byte[] archive = tar().file("a/b", "").file(name, "x").end();
        assertEquals(
                "it: the entry " + name
                        + " leads upwards with ..; leave it out with --exclude, or make the archive without it",
                refusal(archive));
        assertEquals(Set.of("/", "/a", "/a/b"), tree(archive, "..").keySet());
    }

    @Test
    void refusesHardLinkToAPathOutside() {
        assertEquals(
                "it: the entry x/y is a hard link to ../../etc/passwd, which leads upwards with ..; "
                        + "leave it out with --exclude, or make the archive without it",
                refusal(tar().entry('1', "x/y", "../../etc/passwd").end()));
    }

    @Test
    void entriesThroughLinksStayInTheTree() throws IOException {
        assertEquals(
                Set.of("/", "/out", "/etc", "/etc/x"),
                tree(tar().entry('2', "out", "../../../etc").file("out/x", "x").end())
                        .keySet());
    }

    @Test
    void refusesImpossibleNames() {
        assertTrue(refusal(
                        tar().entry('L', "././@LongLink", ("x".repeat(256) + "\0").getBytes(StandardCharsets.US_ASCII))
                                .file("x", "")
                                .end())
                .contains("has a name of 256 bytes, and at most 255 are possible"));
        assertTrue(refusal(tar().records('x', "path=a\0b").file("x", "").end()).contains("NUL"));
        assertTrue(refusal(tar().file("", "x").end()).contains("without a name"));
        assertTrue(
                refusal(tar().entry('2', "x", "").end()).contains("the entry x is a symbolic link without a target"));
        assertTrue(
                refusal(tar().records('x', "linkpath=a\0b").entry('2', "x", "a").end())
                        .contains("the entry x is a symbolic link with a NUL in its target"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999\0", "77777777777\0", "\200\177\377\377\377\377\377\377\377\377\377\377"})
    void sizesBeyondTheArchiveAreRefusedWithoutTakingMemory(String size) {
        byte[] header = HandMadeTar.header('0', "x", "", size);
        AllocatedBytes allocated = AllocatedBytes.startForAllThreads();
        assertTrue(refusal(tar().add(header).raw(new byte[2048]).end()).startsWith("it: "));
        assertTrue(allocated.count() < 32 << 20, "took " + allocated.count() + " bytes");
    }

    @ParameterizedTest
    @ValueSource(chars = {'L', 'K', 'x', 'g'})
    void headersOfAnySizeAreRefusedWithoutTakingMemory(char type) throws IOException {
        for (String size :
                List.of("77777777777\0", "00000077777\0", "\200\177\377\377\377\377\377\377\377\377\377\377")) {
            byte[] archive = tar().add(HandMadeTar.header(type, "x", "", size)).end();
            AllocatedBytes allocated = AllocatedBytes.startForAllThreads();
            assertThrows(ArchiveException.class, () -> entries(archive));
            assertTrue(allocated.count() < 4 << 20, "took " + allocated.count() + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtime=1e999999999",
                "mtime=",
                "mtime=x",
                "mtime=1-2",
                "size=-1",
                "size=99999999999999999999999",
                "size=99999999999999999999",
                "size=5x",
                "size=+-5",
                "uid=4294967296",
                "gid=-5",
                "GNU.sparse.major=1",
                "GNU.sparse.size=5",
                "LIBARCHIVE.xattr.user.x=***"
            })
    void malformedRecordsAreRefusedOrIgnored(String record) throws IOException {
        byte[] archive = tar().records('x', record).file("x", "content").end();
        if (record.endsWith("=")) {
            assertEquals(Instant.ofEpochSecond(5), metadata(archive).modified().orElseThrow());
        } else {
            String refusal = refusal(archive);
            assertTrue(refusal.contains("damaged"), refusal);
            assertTrue(refusal.contains("there is a") || refusal.contains("there are"), refusal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5 a=b\n", "x", "7 a=b\n", "3 \n", "99999999999999 a=b\n", "6 a=bc", "0 a=b\n", "6 abc\n"})
    void malformedRecordListsAreRefused(String list) {
        byte[] archive = tar().entry('x', "x", list.getBytes(StandardCharsets.US_ASCII))
                .file("x", "")
                .end();
        assertTrue(refusal(archive).contains("record"), refusal(archive));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\n0\n99\n",
                "2\n0\n3\n2\n4\n",
                "1\n-1\n7\n",
                "1\n0\n",
                "99999999999\n0\n7\n",
                "x\n",
                "1\n9223372036854775807\n7\n"
            })
    void impossibleMapsOfHolesAreRefused(String map) {
        byte[] content = Arrays.copyOf(map.getBytes(StandardCharsets.US_ASCII), 512 + 7);
        byte[] archive = tar().records(
                        'x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=x", "GNU.sparse.realsize=10")
                .entry('0', "y", content)
                .end();
        assertTrue(refusal(archive).contains("damaged"), refusal(archive));
    }

    @Test
    void holeOfTerabyteTakesNoTime() throws IOException {
        byte[] content = Arrays.copyOf("1\n1099511627776\n7\n".getBytes(StandardCharsets.US_ASCII), 512 + 7);
        byte[] archive = tar().records(
                        'x',
                        "GNU.sparse.major=1",
                        "GNU.sparse.minor=0",
                        "GNU.sparse.name=x",
                        "GNU.sparse.realsize=2199023255552")
                .entry('0', "y", content)
                .file("z", "z")
                .end();
        List<SourceEntry> entries = entries(archive);
        assertEquals(2_199_023_255_552L, ((SourceEntry.File) entries.getFirst()).size());
        MemoryDevice device = new MemoryDevice();
        try (TreeSource source = open(archive)) {
            new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), this::note)
                    .build(() -> device, List.of(source));
        }
        assertTrue(device.size() < 4 << 20);
    }

    @Test
    void timesAndOwnersAreExact() throws IOException {
        SourceEntry.Metadata metadata = metadata(tar().records('x', "mtime=-1.000000001", "uid=4294967295", "gid=70000")
                .file("x", "")
                .end());
        assertEquals(Instant.ofEpochSecond(-2, 999_999_999), metadata.modified().orElseThrow());
        assertEquals(4_294_967_295L, metadata.permissions().orElseThrow().uid());
        assertEquals(70_000, metadata.permissions().orElseThrow().gid());
    }

    @Test
    void globalRecordsHoldUntilAnEntryOverridesThem() throws IOException {
        List<SourceEntry> entries = entries(tar().records('g', "uid=7", "mtime=100")
                .file("a", "")
                .records('x', "uid=8", "mtime=")
                .file("b", "")
                .file("c", "")
                .end());
        assertEquals(
                List.of(7L, 8L, 7L),
                entries.stream()
                        .map(each -> ((SourceEntry.File) each)
                                .metadata()
                                .permissions()
                                .orElseThrow()
                                .uid())
                        .toList());
        assertEquals(
                Instant.ofEpochSecond(5),
                ((SourceEntry.File) entries.get(1)).metadata().modified().orElseThrow());
    }

    private static String[] shortRecords(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + "=").toArray(String[]::new);
    }

    @Test
    void globalRecordsAreNotCopiedForEachEntry() throws IOException {
        HandMadeTar tar = tar().records('g', shortRecords(5000));
        for (int i = 0; i < 3000; i++) {
            tar.file("f" + i, "");
        }
        byte[] archive = tar.end();
        AllocatedBytes allocated = AllocatedBytes.startForAllThreads();
        assertEquals(3000, entries(archive).size());
        long bytes = allocated.count();
        assertTrue(bytes < HEAP_BYTES, () -> "took " + bytes + " bytes");
    }

    @Test
    void headersInARowAreNotCopiedForEachOther() throws IOException {
        HandMadeTar tar = tar();
        for (int i = 0; i < 3000; i++) {
            tar.records('x', "a" + i + "=1").records('g', "a" + i + "=2");
        }
        byte[] archive = tar.file("f", "").end();
        AllocatedBytes allocated = AllocatedBytes.startForAllThreads();
        assertEquals(1, entries(archive).size());
        long bytes = allocated.count();
        assertTrue(bytes < HEAP_BYTES, () -> "took " + bytes + " bytes");
    }

    @Test
    void recordsOfSeveralHeadersAreRefusedBeyondALimit() throws IOException {
        String value = "v".repeat(3 << 20);
        assertEquals(
                "it: before byte 9439755, there is a set of PAX records of more than 8388608 bytes, "
                        + "which is more than tfs-mkfs takes; make the archive again without it",
                refusal(tar().records('x', "a=" + value)
                        .records('x', "b=" + value)
                        .records('x', "c=" + value)
                        .file("f", "")
                        .end()));
        assertTrue(refusal(tar().records('g', shortRecords(9000))
                        .records(
                                'g',
                                Arrays.stream(shortRecords(9000))
                                        .map(record -> "other" + record)
                                        .toArray(String[]::new))
                        .file("f", "")
                        .end())
                .contains("there is a set of PAX records of more than 65536 bytes"));
        HandMadeTar tar = tar();
        for (int i = 0; i < 20; i++) {
            tar.records('g', "comment=" + "v".repeat(i * 3000));
        }
        assertEquals(1, entries(tar.file("f", "").end()).size());
    }

    @Test
    void extendedAttributesComeByteForByte() throws IOException {
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(Hex.bytes("0001"));
        assertEquals(
                Map.of(
                        Symbol.of("security.capability"),
                        Text.wrap(Hex.bytes("0100000200ff")),
                        Symbol.of("user.a=b"),
                        Text.of("v"),
                        Symbol.of("trusted.x y"),
                        Text.wrap(Hex.bytes("0001"))),
                metadata(tar().records(
                                        'x',
                                        "SCHILY.xattr.security.capability=\1\0\0\2\0\377",
                                        "SCHILY.xattr.user.a%3Db=v",
                                        "LIBARCHIVE.xattr.trusted.x%20y=" + base64)
                                .file("x", "")
                                .end())
                        .extendedAttributes());
        assertEquals(List.of(), notices);
    }

    /** GNU tar stores the label without the NUL at its end. */
    @ParameterizedTest
    @CsvSource({
        "RHT.security.selinux=own:b:c:s0, own:b:c:s0",
        "SCHILY.xattr.security.selinux=own:b:c:s0^, own:b:c:s0",
        "RHT.security.selinux=old:b:c:s0 SCHILY.xattr.security.selinux=new:b:c:s0^, new:b:c:s0",
        "path=x, global:b:c:s0"
    })
    void labelOfSelinuxIsTheAttributeThatTheKernelShows(String records, String label) throws IOException {
        assertEquals(
                Map.of(Symbol.of("security.selinux"), Text.of(label + "\0")),
                attributesUnderGlobalLabel(records.replace('^', '\0').split(" ")));
        assertEquals(List.of(), notices);
    }

    @Test
    void emptyRecordCancelsGlobalLabelOfSelinux() throws IOException {
        assertEquals(Map.of(), attributesUnderGlobalLabel("RHT.security.selinux="));
        assertEquals(List.of(), notices);
    }

    private Map<Symbol, Text> attributesUnderGlobalLabel(String... records) throws IOException {
        return metadata(tar().records('g', "RHT.security.selinux=global:b:c:s0")
                        .records('x', records)
                        .file("x", "")
                        .end())
                .extendedAttributes();
    }

    @Test
    void attributesThatTfsLacksAreLeftOutWithANotice() throws IOException {
        assertEquals(
                Set.of("/", "/d", "/d/x", "/y", "/fifo"),
                tree(tar().entry('5', "./", "")
                                .records('x', "SCHILY.acl.access=user::rw-")
                                .file("d/x", "")
                                .records(
                                        'x',
                                        "SCHILY.xattr.system.posix_acl_access=\2",
                                        "SCHILY.xattr.noname=1",
                                        "SCHILY.xattr.=1")
                                .file("y", "")
                                .entry('6', "fifo", "")
                                .end())
                        .keySet());
        assertEquals(
                List.of(
                        "/y: its extended attribute with an empty name is left out: TFS cannot store such a name",
                        "/y: its extended attribute noname is left out: TFS cannot store such a name",
                        "it: the access control lists of 2 entries were left out: Nanos ignores them"),
                notices);
    }

    @Test
    void deviceWithNumbersThatLinuxLacksIsLeftOutWithItsNames() throws IOException {
        byte[] header = HandMadeTar.header('3', "null", "", "00000000000\0");
        System.arraycopy("0010000\0".getBytes(StandardCharsets.US_ASCII), 0, header, 329, 8);
        assertEquals(
                Set.of("/"),
                tree(tar().file("null", "older")
                                .file("other", "older")
                                .add(header)
                                .entry('1', "other", "null")
                                .end())
                        .keySet());
        assertEquals(
                List.of("it: 2 devices were left out: the archive has no device numbers that Linux knows"), notices);
    }

    private static HandMadeTar excludedOddities() {
        byte[] device = HandMadeTar.header('3', "x/null", "", "00000000000\0");
        System.arraycopy("0010000\0".getBytes(StandardCharsets.US_ASCII), 0, device, 329, 8);
        return tar().entry('2', "x/link", "")
                .records('x', "SCHILY.acl.access=user::rw-", "SCHILY.xattr.noname=1")
                .file("x/file", "text")
                .add(device);
    }

    @Test
    void excludedEntriesAreNeitherRefusedNorReported() throws IOException {
        assertEquals(
                Set.of("/", "/y"),
                tree(excludedOddities().file("y", "").end(), "/x").keySet());
        assertEquals(List.of(), notices);
    }

    @Test
    void lossesOfExcludedEntriesAreReportedWithLinksThatGoIn() throws IOException {
        byte[] archive = excludedOddities()
                .records('g', "SCHILY.xattr.user.later=1")
                .entry('1', "file", "x/file")
                .entry('1', "more", "x/file")
                .entry('1', "null", "x/null")
                .end();
        SortedMap<String, String> tree = tree(archive, "/x");
        assertEquals(Set.of("/", "/file", "/more"), tree.keySet());
        assertFalse(tree.get("/file").contains("user.later"), tree::toString);
        assertEquals(
                List.of(
                        "/file: its extended attribute noname is left out: TFS cannot store such a name",
                        "it: 1 device was left out: the archive has no device numbers that Linux knows",
                        "it: the access control lists of 1 entry were left out: Nanos ignores them"),
                notices);
    }

    @Test
    void linkToExcludedEntryWithFaultIsRefused() {
        byte[] archive = excludedOddities().entry('1', "y", "x/link").end();
        ArchiveException refusal = assertThrows(ArchiveException.class, () -> tree(archive, "/x"));
        assertTrue(refusal.getMessage().contains("is a symbolic link without a target"), refusal.getMessage());
    }

    @Test
    void namesOfLeftOutDeviceAreThoseInTheArchive() throws IOException {
        byte[] header = HandMadeTar.header('3', "top/null", "", "00000000000\0");
        System.arraycopy("0010000\0".getBytes(StandardCharsets.US_ASCII), 0, header, 329, 8);
        byte[] archive = tar().add(header)
                .entry('1', "top/other", "top/null")
                .file("top/null", "a file now")
                .entry('1', "top/third", "top/null")
                .end();
        Path file = Files.write(directory.resolve("archive.tar"), archive);
        ArchiveOptions options = ArchiveOptions.excluding(Excludes.NONE).strippingNames(1);
        assertEquals(
                Set.of("/", "/null", "/third"),
                BuiltTree.of(Archives.open(file, options, this::note)).keySet());
        assertEquals(
                List.of(file + ": 2 devices were left out: the archive has no device numbers that Linux knows"),
                notices);
    }

    @Test
    void deviceWithMalformedNumberIsDamage() {
        byte[] header = HandMadeTar.header('4', "disk", "", "00000000000\0");
        header[337] = 'x';
        assertTrue(refusal(tar().add(header).end()).contains("a malformed number"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void refusesFurtherVolumeOfMultiVolumeArchive(String format) throws Exception {
        HostProgram.BASH.runIn(
                directory,
                "C",
                "-c",
                "head -c 15000 /dev/zero > a; echo 'n second' | tar -c -M -L 10 -f first --format=" + format
                        + " a 2> report");
        assertEquals(
                "it: is a further volume of a multi-volume archive; unpack all volumes with tar -xM, and name the "
                        + "directory",
                refusal(Files.readAllBytes(directory.resolve("second"))));
    }

    @Test
    void lengthsMayHaveASumThatNoNumberHolds() throws IOException {
        String[] records = {
            "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=x", "GNU.sparse.realsize=9223372036854775807"
        };
        byte[] map = Arrays.copyOf("0\n".getBytes(StandardCharsets.US_ASCII), 512);
        HandMadeTar tar = tar();
        for (String name : List.of("a", "b", "c")) {
            records[2] = "GNU.sparse.name=" + name;
            tar.records('x', records).entry('0', name, map);
        }
        MemoryDevice device = new MemoryDevice();
        try (TreeSource source = open(tar.end())) {
            ImageBuilder.Built built = new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), this::note)
                    .build(() -> device, List.of(source));
            assertEquals(Long.MAX_VALUE, built.summary().fileBytes());
            assertEquals(3, built.summary().entries());
        }
    }

    /** The frame header claims a window of 2 TiB. */
    @Test
    void namesWindowThatZstdCannotUse() {
        String message = refusal(Hex.bytes("28b52ffd 00 f8 01 00 00"));
        assertEquals(
                "it: its zstd data need a window of more than 2 GiB, near byte 9, which zstd itself cannot unpack; "
                        + "compress it again with zstd --long=31 or less",
                message);
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, ''",
        "gzip, A",
        "lz4 -l, ''",
        "lz4 -l, A",
        "lz4 -BI, ''",
        "lz4 -BI, A",
        "lz4 -BD, ''",
        "lz4 -BD, A"
    })
    void manySmallFramesTakeLittleMemory(String compressor, String content) throws Exception {
        HostProgram.BASH.runIn(directory, "C", "-c", "printf '" + content + "' | " + compressor + " -q > frame");
        byte[] frame = Files.readAllBytes(directory.resolve("frame"));
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            frames.writeBytes(frame);
        }
        AllocatedBytes allocated = AllocatedBytes.startForAllThreads();
        try (InputStream unpacked = Archives.unpack(new ByteArrayInputStream(frames.toByteArray()), "it")) {
            assertEquals(1000 * content.length(), unpacked.readAllBytes().length);
        }
        long bytes = allocated.count();
        assertTrue(bytes < HEAP_BYTES, () -> "took " + bytes + " bytes");
    }

    /** Everything at once, for damage to meet all of the reader. */
    private byte[] richArchive() {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        return tar().entry('5', "./", "")
                .records('g', "comment=all")
                .records('x', "mtime=5.5", "SCHILY.xattr.user.a=b", "path=d/long")
                .entry('0', "short", noise)
                .entry('L', "././@LongLink", ("n".repeat(200) + "\0").getBytes(StandardCharsets.US_ASCII))
                .file("n", "content")
                .entry('1', "h", "d/long")
                .entry('2', "s", "d")
                .entry('K', "././@LongLink", ("t".repeat(200) + "\0").getBytes(StandardCharsets.US_ASCII))
                .entry('2', "l", "t")
                .records(
                        'x',
                        "GNU.sparse.major=1",
                        "GNU.sparse.minor=0",
                        "GNU.sparse.name=x",
                        "GNU.sparse.realsize=10000")
                .entry('0', "y", Arrays.copyOf("2\n0\n512\n9216\n7\n".getBytes(StandardCharsets.US_ASCII), 1024 + 7))
                .file("last", "z")
                .end();
    }

    /** Makes an image or fails with a message, and nothing else. */
    private void survive(byte[] archive, String what) {
        try {
            MemoryDevice device = new MemoryDevice();
            Path file = Files.write(directory.resolve("damaged"), archive);
            try (TreeSource source = Archives.open(file, Excludes.NONE, this::note)) {
                new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), this::note)
                        .build(() -> device, List.of(source));
            }
        } catch (IOException e) {
            assertTrue(e.getMessage() != null && !(e.getCause() instanceof AssertionError), what);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat",
                "gzip",
                "xz",
                "zstd -q",
                "lz4 -q",
                "lz4 -q -BD",
                "lz4 -q -l",
                "bzip2",
                "zip -q - -",
                "cpio"
            })
    void damageEndsInAMessageOrInATree(String compressor) throws Exception {
        Path plain = Files.write(directory.resolve("plain"), richArchive());
        if (compressor.startsWith("zip")) {
            HostProgram.BASH.runIn(
                    directory,
                    "C",
                    "-c",
                    "mkdir t && cd t && tar -xf ../plain --warning=none --no-same-owner"
                            + " && zip -q -r -y ../packed.zip . && mv ../packed.zip ../packed");
        } else if (compressor.equals("cpio")) {
            HostProgram.BASH.runIn(
                    directory,
                    "C",
                    "-c",
                    "mkdir t && cd t && tar -xf ../plain --warning=none --no-same-owner"
                            + " && find . | cpio -o -H crc --quiet > ../packed");
        } else {
            HostProgram.BASH.runIn(directory, "C", "-c", compressor + " < " + plain + " > packed");
        }
        byte[] whole = Files.readAllBytes(directory.resolve("packed"));
        survive(whole, "whole");
        Seeds.repeat(1, random -> surviveDamage(whole, compressor, random));
    }

    private void surviveDamage(byte[] whole, String compressor, Random random) {
        for (int round = 0; round < 60; round++) {
            int cut = random.nextInt(whole.length);
            surviveWithinHeap(Arrays.copyOf(whole, cut), compressor + " cut at " + cut);
            byte[] flipped = whole.clone();
            for (int i = 0; i <= round % 3; i++) {
                flipped[random.nextInt(Math.min(flipped.length, round % 2 == 0 ? 6000 : flipped.length))] ^=
                        (byte) (1 << random.nextInt(8));
            }
            surviveWithinHeap(flipped, compressor + ", round " + round);
        }
    }

    private void surviveWithinHeap(byte[] archive, String what) {
        AllocatedBytes allocated = AllocatedBytes.startForAllThreads();
        survive(archive, what);
        long bytes = allocated.count();
        assertTrue(bytes < HEAP_BYTES, () -> what + ": took " + bytes + " bytes");
    }

    /** As the test above for plain archives, but with headers whose checksums are right. */
    @Test
    void damagedHeadersWithRightChecksumsEndInAMessageOrInATree() throws Exception {
        Seeds.repeat(1, this::surviveDamagedHeaders);
    }

    private void surviveDamagedHeaders(Random random) {
        byte[] whole = richArchive();
        for (int round = 0; round < 600; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= round % 4; i++) {
                int block = random.nextInt(damaged.length / 512);
                int at = block * 512 + random.nextInt(512);
                damaged[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(10));
                correct(damaged, block * 512);
            }
            survive(damaged, "round " + round);
        }
    }

    private static void correct(byte[] archive, int start) {
        byte[] header = Arrays.copyOfRange(archive, start, start + 512);
        if (header[257] == 'u') {
            byte[] right = new HandMadeTar().add(header).end();
            System.arraycopy(right, 0, archive, start, 512);
        }
    }
}

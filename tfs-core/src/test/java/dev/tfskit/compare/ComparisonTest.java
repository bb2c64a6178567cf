// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import static dev.tfskit.compare.BuiltVolume.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Tuples;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonTest {

    private final BuiltVolume first;
    private final BuiltVolume second;

    ComparisonTest() throws IOException {
        first = new BuiltVolume();
        second = new BuiltVolume();
    }

    static List<String> names() throws IOException {
        return GoldenVolumes.names();
    }

    private static List<Difference> differences(Volume first, Volume second) throws IOException {
        List<Difference> found = new ArrayList<>();
        Comparison comparison = new Comparison(first, second);
        while (comparison.hasNext()) {
            found.add(comparison.next());
        }
        assertThrows(NoSuchElementException.class, comparison::next);
        return found;
    }

    private List<Difference> differences() throws IOException {
        return differences(first.open(), second.open());
    }

    /** In a short form: kind and path. */
    private List<String> summary() throws IOException {
        return differences().stream()
                .map(found -> found.getClass().getSimpleName() + " " + found.path())
                .toList();
    }

    private <T extends Difference> T only(Class<T> kind) throws IOException {
        List<Difference> found = differences();
        assertEquals(1, found.size(), found::toString);
        return assertInstanceOf(kind, found.getFirst());
    }

    @ParameterizedTest
    @MethodSource("names")
    void volumeDoesNotDifferFromItself(String name) throws IOException {
        Volume volume = Volume.open(GoldenVolumes.open(name));
        assertEquals(List.of(), differences(volume, volume));
        assertEquals(List.of(), differences(volume, Volume.open(GoldenVolumes.open(name))));
    }

    /**
     * The same tree in both encodings; the old one has no vectors, and tuples of numbered attributes in their place.
     */
    @Test
    void encodingMakesNoDifference() throws IOException {
        List<Difference> found =
                differences(Volume.open(GoldenVolumes.open("ops-tree")), Volume.open(GoldenVolumes.open("ops-old")));
        for (Difference difference : found) {
            assertEquals("/", difference.path().toString());
            assertTrue(hasVectors(assertInstanceOf(Difference.AttributeDiffers.class, difference)
                    .first()
                    .orElseThrow()));
        }
    }

    private static boolean hasVectors(Value value) {
        return value instanceof VectorValue
                || value instanceof Tuple tuple
                        && tuple.sorted().stream().anyMatch(attribute -> hasVectors(attribute.value()));
    }

    /** Each directory of the list has the entries of the first one. */
    private static Volume withSharedEntries(String... names) throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple entries = HandMadeVolume.tuple("(x:() y:())");
        for (String name : names) {
            Tuple directory = new Tuple();
            directory.set(Attributes.CHILDREN, entries);
            root.tuple(Attributes.CHILDREN).orElseThrow().set(Symbol.of(name), directory);
        }
        return Volume.open(HandMadeVolume.device(root, 0));
    }

    private static List<String> all(Volume first, Volume second) throws IOException {
        List<String> found = new ArrayList<>();
        Comparison comparison = new Comparison(first, second, _ -> true);
        while (comparison.hasNext()) {
            Difference difference = comparison.next();
            found.add(difference.getClass().getSimpleName() + " " + difference.path());
        }
        return found;
    }

    @Test
    void sharedEntriesAreComparedOnce() throws IOException {
        assertEquals(
                List.of("Damaged /b", "Damaged /b"), all(withSharedEntries("a", "b"), withSharedEntries("a", "b")));
    }

    @Test
    void sharedEntriesOfOneSideAreReportedOnce() throws IOException {
        assertEquals(
                List.of(
                        "OnlyInFirst /a",
                        "OnlyInFirst /a/x",
                        "OnlyInFirst /a/y",
                        "OnlyInFirst /b",
                        "Damaged /b",
                        "OnlyInFirst /c",
                        "Damaged /c"),
                all(withSharedEntries("a", "b", "c"), withSharedEntries()));
    }

    @Test
    void emptyVolumesAreTheSame() throws IOException {
        assertEquals(List.of(), differences());
    }

    @Test
    void namesOfOneSide() throws IOException {
        first.file("a", "");
        first.root().createDirectory(name("b")).createFile(name("below"));
        second.root().createSymbolicLink(name("aa"), Text.of("x"));
        second.root().createSocket(name("c"));
        first.file("same", "x");
        second.file("same", "x");
        assertEquals(List.of("OnlyInFirst /a", "OnlyInSecond /aa", "OnlyInFirst /b", "OnlyInSecond /c"), summary());
    }

    @Test
    void namesAreOrderedByTheirBytesWithinEachDirectory() throws IOException {
        for (BuiltVolume volume : List.of(first, second)) {
            volume.root().createDirectory(name("d"));
        }
        ((Directory) first.root().find(name("d")).orElseThrow()).createFile(name("x"));
        first.file("c", "");
        second.file("d-", "");
        first.file("\u00e9", "");
        assertEquals(
                List.of("OnlyInFirst /c", "OnlyInFirst /d/x", "OnlyInSecond /d-", "OnlyInFirst /\u00e9"), summary());
    }

    @Test
    void kinds() throws IOException {
        first.root().createDirectory(name("a")).createFile(name("below"));
        second.file("a", "x");
        Difference.KindDiffers found = only(Difference.KindDiffers.class);
        assertEquals(InodeKind.DIRECTORY, found.first());
        assertEquals(InodeKind.FILE, found.second());
    }

    @Test
    void attributesOfInodes() throws IOException {
        RegularFile left = first.file("a", "x");
        RegularFile right = second.file("a", "x");
        left.setExtendedAttribute(name("user.a"), Text.of("1"));
        right.setExtendedAttribute(name("user.a"), Text.of("2"));
        left.setExtendedAttribute(name("user.b"), Text.of("1"));
        right.setModified(Instant.ofEpochSecond(7));
        right.setPermissions(new Permissions(0600, 0, 0));
        left.setAttribute(name("unknown"), VectorValue.of(List.of(Int.of(1))));
        right.setAttribute(name("unknown"), VectorValue.of(List.of(Int.of(1), Int.of(2))));
        assertEquals(List.of("mtime", "posix.perm", "unknown", "user.a", "user.b"), attributeNames());
    }

    private List<String> attributeNames() throws IOException {
        return differences().stream()
                .map(found -> ((Difference.AttributeDiffers) found).name().decode())
                .toList();
    }

    @Test
    void attributeOfOneSideIsShownAsSuch() throws IOException {
        first.file("a", "").setExtendedAttribute(name("user.a"), Text.of("1"));
        second.file("a", "");
        Difference.AttributeDiffers found = only(Difference.AttributeDiffers.class);
        assertEquals(Optional.of(Text.of("1")), found.first());
        assertEquals(Optional.empty(), found.second());
    }

    @Test
    void equivalentAttributesAreEqual() throws IOException {
        RegularFile left = first.file("a", "");
        RegularFile right = second.file("a", "");
        left.setModified(Instant.EPOCH);
        left.setAttribute(name("atime"), Int.of(1L << 32));
        right.setAttribute(name("atime"), Text.of(String.valueOf(1L << 32)));
        left.setAttribute(name("x"), environment("b", "a"));
        right.setAttribute(name("x"), environment("a", "b"));
        assertEquals(List.of(), differences());
    }

    private static Tuple environment(String... names) {
        Tuple tuple = new Tuple();
        for (String name : names) {
            tuple.set(name(name), Text.of("value of " + name));
        }
        return tuple;
    }

    @Test
    void findsDifferencesOfRootConfiguration() throws IOException {
        for (String name : List.of("a", "b")) {
            first.file(name, "x");
            second.file(name, "x");
        }
        first.volume().setRootAttribute(name("program"), Text.of("/a"));
        second.volume().setRootAttribute(name("program"), Text.of("/b"));
        first.volume().setRootAttribute(name("environment"), environment("a"));
        second.volume().setRootAttribute(name("environment"), environment("a", "b"));
        first.volume().setRootAttribute(name("arguments"), VectorValue.of(List.of(Text.of("x"))));
        second.volume().setRootAttribute(name("arguments"), VectorValue.of(List.of(Text.of("x"))));
        assertEquals(List.of("environment", "program"), attributeNames());
        assertEquals(
                List.of("/", "/"),
                differences().stream().map(found -> found.path().toString()).toList());
    }

    @Test
    void targets() throws IOException {
        first.root().createSymbolicLink(name("a"), Text.of("x"));
        second.root().createSymbolicLink(name("a"), Text.of("y"));
        assertEquals(List.of("linktarget"), attributeNames());
    }

    @Test
    void lengths() throws IOException {
        first.file("a", "xx");
        second.file("a", "yyy");
        assertEquals(List.of("filelength"), attributeNames());
    }

    @Test
    void linkCounts() throws IOException {
        first.root().link(name("b"), first.file("a", "x"));
        second.file("a", "x");
        second.file("b", "x");
        assertEquals(List.of("AttributeDiffers /a", "AttributeDiffers /b", "LinkDiffers /b"), summary());
    }

    @Test
    void differentHardLinksAreReported() throws IOException {
        link(first, "a", "b");
        link(first, "c", "d");
        link(second, "a", "c");
        link(second, "b", "d");
        List<Difference> found = differences();
        assertEquals(
                List.of(
                        "LinkDiffers[path=/b, first=Optional[/a], second=Optional.empty]",
                        "LinkDiffers[path=/c, first=Optional.empty, second=Optional[/a]]",
                        "LinkDiffers[path=/d, first=Optional[/c], second=Optional[/b]]"),
                found.stream().map(Object::toString).toList());
    }

    private static void link(BuiltVolume volume, String file, String name) throws IOException {
        volume.root().link(name(name), volume.file(file, "x"));
    }

    @Test
    void contentsAreComparedUnderEachName() throws IOException {
        first.root().link(name("b"), first.file("a", "12345"));
        second.root().link(name("b"), second.file("a", "12x45"));
        assertEquals(
                List.of("ContentDiffers[path=/a, position=2]", "ContentDiffers[path=/b, position=2]"),
                differences().stream().map(Object::toString).toList());
    }

    @Test
    void findsFirstByteThatDiffers() throws Exception {
        Seeds.repeat(20, random -> {
            BuiltVolume left = new BuiltVolume();
            BuiltVolume right = new BuiltVolume();
            byte[] content = new byte[1 + random.nextInt(2_000_000)];
            random.nextBytes(content);
            left.file(left.root(), "a", content);
            int position = random.nextInt(content.length);
            content[position] ^= 0x40;
            right.file(right.root(), "a", content);
            List<Difference> found = differences(left.open(), right.open());
            assertEquals(
                    List.of("ContentDiffers[path=/a, position=" + position + "]"),
                    found.stream().map(Object::toString).toList());
        });
    }

    /** Extents of any lengths at any places, holes between them. */
    @Test
    void layoutOfBlocksMakesNoDifference() throws Exception {
        Seeds.repeat(50, random -> {
            byte[] content = new byte[64 * 512];
            for (int block = 0; block < 64; block++) {
                content[block * 512 + 5] = (byte) (random.nextBoolean() ? 0 : block);
            }
            BuiltVolume left = new BuiltVolume();
            left.file(left.root(), "a", content);
            BuiltVolume right = new BuiltVolume();
            RegularFile file = right.root().createFile(name("a"));
            int block = 0;
            while (block < 64) {
                int count = Math.min(64 - block, 1 + random.nextInt(8));
                byte[] part = Arrays.copyOfRange(content, block * 512, (block + count) * 512);
                boolean isZero = Arrays.equals(part, new byte[part.length]);
                if (!isZero || random.nextBoolean()) {
                    right.write(file, block, part);
                }
                block += count;
            }
            right.setLength(file, content.length);
            assertEquals(List.of(), differences(left.open(), right.open()));
        });
    }

    @Test
    void holesCostNothingHoweverLarge() throws IOException {
        for (BuiltVolume volume : List.of(first, second)) {
            RegularFile file = volume.root().createFile(name("a"));
            volume.setLength(file, Long.MAX_VALUE);
            volume.write(file, 1L << 40, new byte[] {(byte) (volume == first ? 1 : 2)});
        }
        assertEquals(1L << 49, only(Difference.ContentDiffers.class).position());
    }

    @Test
    void deepTrees() throws IOException {
        for (BuiltVolume volume : List.of(first, second)) {
            Directory at = volume.root();
            for (int i = 0; i < 50_000; i++) {
                at = at.createDirectory(name("d"));
            }
            at.createFile(name(volume == first ? "x" : "y"));
        }
        assertEquals(2, differences().size());
    }

    @Test
    void directoryInsideItselfIsReportedAndNotEntered() throws IOException {
        Directory directory = first.root().createDirectory(name("a"));
        directory.createFile(name("x"));
        second.root().createDirectory(name("a")).createFile(name("x"));
        second.root().createDirectory(name("b"));
        Volume left = first.open();
        Tuple entries = Tuples.of(left.root()).tuple(name("children")).orElseThrow();
        entries.set(name("b"), entries.get(name("a")).orElseThrow());
        List<Difference> found = differences(left, second.open());
        assertEquals(1, found.size(), found::toString);
        Difference.Damaged damage = assertInstanceOf(Difference.Damaged.class, found.getFirst());
        assertEquals(Side.FIRST, damage.side());
        assertEquals("/b", damage.path().toString());
    }

    @Test
    void damageIsReportedForItsSide() throws IOException {
        for (BuiltVolume volume : List.of(first, second)) {
            volume.file("a", "x");
            volume.file("b", "x");
        }
        Volume left = first.open();
        Volume right = second.open();
        entries(left).set(name("a"), Text.of("no inode"));
        entries(right).tuple(name("b")).orElseThrow().set(name("filelength"), Text.of("-1"));
        List<Difference> found = differences(left, right);
        assertEquals(
                List.of("Damaged /a", "AttributeDiffers /b", "Damaged /b"),
                found.stream()
                        .map(difference -> difference.getClass().getSimpleName() + " " + difference.path())
                        .toList());
        assertEquals(Side.FIRST, ((Difference.Damaged) found.get(0)).side());
        assertEquals(Side.SECOND, ((Difference.Damaged) found.get(2)).side());
    }

    private static Tuple entries(Volume volume) {
        return Tuples.of(volume.root()).tuple(Symbol.of("children")).orElseThrow();
    }

    /**
     * The kernel's volume amid its last run of renames: one record makes the new name, the next removes the old one.
     */
    @Test
    void twoMomentsOfAVolume() throws IOException {
        var device = GoldenVolumes.open("kernel-written");
        Volume before = Volume.openAt(device, 383);
        Volume after = Volume.openAt(device, 384);
        List<Difference> found = differences(before, after);
        Difference.LinkDiffers link = (Difference.LinkDiffers) found.removeLast();
        assertEquals("/ren/x2", link.path().toString());
        assertEquals("/ren/x1", link.first().orElseThrow().toString());
        assertEquals(Optional.empty(), link.second());
        assertFalse(found.isEmpty());
        found.forEach(difference -> assertEquals("/ren/x1", difference.path().toString()));
    }
}

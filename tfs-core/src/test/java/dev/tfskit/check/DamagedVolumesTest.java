// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each fault the check finds that fault, where it is, and nothing else. */
class DamagedVolumesTest {

    private static final int DEPTH = 9_000;
    private static final int MANY = 50_000;
    private static final int LINKS = 40;

    static List<DamagedVolume> volumes() {
        return DamagedVolumes.all();
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void findsOnlyTheFault(DamagedVolume volume) throws IOException {
        DamagedVolume.Image image = volume.make();
        List<Finding> findings = new ArrayList<>();
        CheckReport report = new VolumeCheck(image.device(), volume.role(), findings::add).run();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            boolean anyRecord =
                    i < image.expected().size() && image.expected().get(i).endsWith(DamagedVolume.IN_A_RECORD);
            found.add(anyRecord ? inARecord(findings.get(i), image.device()) : Checks.describe(findings.get(i)));
        }
        assertEquals(image.expected(), found, findings::toString);
        for (Severity severity : Severity.values()) {
            assertEquals(
                    findings.stream()
                            .filter(finding -> finding.severity() == severity)
                            .count(),
                    report.count(severity));
        }
    }

    private static String inARecord(Finding finding, BlockDevice volume) throws IOException {
        assertEquals(
                offsetOf(finding.record().orElseThrow(), volume),
                finding.offset().orElseThrow(),
                finding::toString);
        String text = Checks.describe(finding);
        return text.substring(0, text.indexOf(" record ")) + DamagedVolume.IN_A_RECORD;
    }

    private static long offsetOf(long record, BlockDevice volume) throws IOException {
        LogCursor cursor = new LogCursor(volume);
        long records = 0;
        while (cursor.hasNext()) {
            if (cursor.next() instanceof Frame.Record frame && records++ == record) {
                return frame.offset();
            }
        }
        throw new AssertionError("no record " + record);
    }

    @Test
    void thereIsAFaultForEveryKindOfFinding() {
        Set<FindingKind> missing = EnumSet.complementOf(EnumSet.of(
                FindingKind.PARTITION_OUTSIDE,
                FindingKind.PARTITIONS_OVERLAP,
                FindingKind.PROGRAM_NOT_LOADABLE,
                FindingKind.PROGRAM_UNCHECKED,
                FindingKind.PROGRAM_USES_MISSING_CALLS));
        for (DamagedVolume volume : volumes()) {
            volume.make().expected().forEach(text -> missing.remove(FindingKind.valueOf(text.split(" ")[0])));
        }
        assertTrue(missing.isEmpty(), missing::toString);
    }

    @Test
    void findingsBeyondTheLimitOfAKindAreCounted() throws IOException {
        SampleVolume sample = new SampleVolume();
        Tuple entries = sample.entries("/docs");
        for (int i = 0; i < FindingList.MOST_OF_A_KIND + 5; i++) {
            entries.set(Symbol.of("entry" + i), Text.of(""));
        }
        sample.write();
        List<Finding> findings = new ArrayList<>();
        CheckReport report = new VolumeCheck(sample.device(), findings::add).run();
        assertEquals(FindingList.MOST_OF_A_KIND + 1, findings.size());
        assertEquals(findings.size(), report.count(Severity.ERROR));
        assertEquals(Finding.of(FindingKind.ENTRY_NO_INODE, "5 more findings of this kind"), findings.getLast());
    }

    @Test
    void programIsExaminedOnlyWhenItExistsInAVolumeWithoutErrors() throws IOException {
        SampleVolume sample = SampleVolume.written();
        assertEquals(1, examinations(sample));
        sample.set(sample.root(), "program", Text.of("/bin/client"));
        assertEquals(0, examinations(sample));
        sample.remove(sample.root(), Symbol.of("program"));
        assertEquals(0, examinations(sample));
        sample.set(sample.root(), "program", Text.of("/bin/server"));
        assertEquals(1, examinations(sample));
        sample.set(sample.inode("/empty"), Attributes.FILE_LENGTH, Text.of("x"));
        assertEquals(0, examinations(sample));
    }

    private static int examinations(SampleVolume sample) throws IOException {
        AtomicInteger count = new AtomicInteger();
        new VolumeCheck(sample.device(), finding -> {})
                .with((device, findings) -> count.incrementAndGet())
                .run();
        return count.get();
    }

    /** The number of findings of each kind. */
    private static Map<FindingKind, Long> counts(SampleVolume sample) throws IOException {
        sample.write();
        List<Finding> findings = new ArrayList<>();
        new VolumeCheck(sample.device(), findings::add).run();
        return findings.stream().collect(Collectors.groupingBy(Finding::kind, TreeMap::new, Collectors.counting()));
    }

    /** A short name, because the sample has little room for its log; not a decimal number. */
    private static Symbol name(int number) {
        return Symbol.of(number + "x");
    }

    /** A tuple for many attributes of another one, each of which a check could read anew. */
    private static Tuple large(Value value) {
        Tuple large = new Tuple();
        for (int i = 0; i < MANY; i++) {
            large.set(name(i), value);
        }
        return large;
    }

    private static void addInodes(SampleVolume sample, Symbol attribute, Tuple value) {
        for (int i = 0; i < MANY; i++) {
            Tuple inode = new Tuple();
            inode.set(attribute, value);
            sample.entries("/mnt/data").set(name(i), inode);
        }
    }

    @Test
    @Timeout(30)
    void entriesInTheFormOfExtentsAreExaminedOnce() throws IOException {
        SampleVolume sample = new SampleVolume();
        addInodes(sample, Attributes.CHILDREN, large(SampleVolume.extent(sample.freeBlock(), 1, 1)));
        // The last finding of a kind has the number of the others.
        assertEquals(FindingList.MOST_OF_A_KIND + 1L, counts(sample).get(FindingKind.CHILDREN_INVALID));
    }

    @Test
    @Timeout(30)
    void extentsWithoutBlockNumbersAreExaminedOnce() throws IOException {
        SampleVolume sample = new SampleVolume();
        addInodes(sample, Attributes.EXTENTS, large(SampleVolume.extent(sample.freeBlock(), 1, 1)));
        assertEquals(FindingList.MOST_OF_A_KIND + 1L, counts(sample).get(FindingKind.EXTENT_INVALID));
    }

    @Test
    @Timeout(30)
    void mountsBehindLongLinksAreCheckedUpToALimit() throws IOException {
        SampleVolume sample = new SampleVolume();
        for (int link = 0; link < LINKS; link++) {
            String next = link + 1 < LINKS ? "link" + (link + 1) : "mnt/data";
            sample.entries("/")
                    .set(Symbol.of("link" + link), SampleVolume.tuple("linktarget", Text.of("./".repeat(500) + next)));
        }
        Tuple mounts = new Tuple();
        for (int i = 0; i < MANY; i++) {
            mounts.set(name(i), Text.of("/link0"));
        }
        sample.root().set(Symbol.of("mounts"), mounts);
        assertEquals(1, counts(sample).get(FindingKind.MOUNT_POINT_INVALID));
    }

    /** Messages that name whole paths would take gigabytes. */
    @Test
    @Timeout(60)
    void deepTreeFullOfFaultsIsCheckedWithinAMinute() throws IOException {
        SampleVolume sample = new SampleVolume();
        Tuple entries = sample.entries("/mnt/data");
        for (int depth = 0; depth < DEPTH; depth++) {
            Tuple file = SampleVolume.tuple(
                    "extents", SampleVolume.tuple("0", SampleVolume.extent(sample.freeBlock(), 1, 1)));
            entries.set(Symbol.of("file"), file);
            Tuple below = new Tuple();
            entries.set(Symbol.of("directory"), SampleVolume.tuple("children", below));
            entries = below;
        }
        sample.write();
        CheckReport report = new VolumeCheck(sample.device(), finding -> {}).run();
        assertEquals(DEPTH - 1, report.count(Severity.ERROR));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.BytesContent;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adjustments change the attributes of source entries as requested. */
class AdjustmentsTest {

    private static final Instant LATEST = Instant.ofEpochSecond(1_700_000_000);
    private static final Map<Symbol, Value> OTHERS = Map.of(Symbol.of("other"), Text.of("x"));
    private static final Map<Symbol, Text> EXTENDED = Map.of(Symbol.of("user.x"), Text.of("y"));

    private static SourceEntry.Metadata metadata(Instant time) {
        return new SourceEntry.Metadata(Optional.of(new Permissions(0751, 5, 6)), Optional.of(time), EXTENDED, OTHERS);
    }

    private static SourceEntry.Metadata after(Adjustments adjustments, TreePath path, SourceEntry.Metadata metadata)
            throws IOException {
        TreeSource source = adjustments.applyTo(new ListSource().add(new SourceEntry.Directory(path, metadata)));
        return ((SourceEntry.Directory) source.next().orElseThrow()).metadata();
    }

    private static SourceEntry.Metadata after(Adjustments adjustments, SourceEntry.Metadata metadata)
            throws IOException {
        return after(adjustments, ListSource.path("d"), metadata);
    }

    private static Optional<Instant> normalTime(Instant latest, Instant time) throws IOException {
        return after(
                        new Adjustments(
                                Optional.empty(), true, true, true, Optional.of(new Adjustments.Normal(latest))),
                        metadata(time))
                .modified();
    }

    @Test
    void noAdjustmentsChangeNothing() {
        TreeSource source = new ListSource();
        assertSame(source, Adjustments.NONE.applyTo(source));
    }

    @Test
    void unwantedMetadataIsDropped() throws IOException {
        Instant time = Instant.ofEpochSecond(7, 8);
        assertEquals(
                new SourceEntry.Metadata(Optional.empty(), Optional.empty(), Map.of(), OTHERS),
                after(new Adjustments(Optional.empty(), false, false, false, Optional.empty()), metadata(time)));
        assertEquals(
                new SourceEntry.Metadata(Optional.of(new Permissions(0751, 5, 6)), Optional.empty(), EXTENDED, OTHERS),
                after(new Adjustments(Optional.empty(), true, false, true, Optional.empty()), metadata(time)));
    }

    private static final Adjustments OWNER_ALONE =
            new Adjustments(Optional.of(new Adjustments.Owner(1, 2)), false, false, false, Optional.empty());

    private static SourceEntry.Metadata ofOwner(int mode) {
        return new SourceEntry.Metadata(Optional.of(new Permissions(mode, 1, 2)), Optional.empty(), Map.of(), OTHERS);
    }

    /** A kind of entry, and the mode that it has when the source does not say. */
    private record Kind(int usualMode, Function<SourceEntry.Metadata, SourceEntry> entry) {}

    static List<Kind> kinds() {
        TreePath path = ListSource.path("a");
        BytesContent content = new BytesContent("content");
        SpecialNode fifo = new SpecialNode(InodeKind.FIFO, 0, 0);
        return List.of(
                new Kind(0755, metadata -> new SourceEntry.Directory(path, metadata)),
                new Kind(0644, metadata -> new SourceEntry.File(path, metadata, content.length(), content)),
                new Kind(0777, metadata -> new SourceEntry.Link(path, metadata, Text.of("target"))),
                new Kind(0644, metadata -> new SourceEntry.Socket(path, metadata)),
                new Kind(0644, metadata -> new SourceEntry.Special(path, metadata, fifo)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void entryOfEachKindKeepsAllButItsMetadata(Kind kind) throws IOException {
        SourceEntry entry = kind.entry().apply(metadata(LATEST));
        assertEquals(
                Optional.of(kind.entry().apply(ofOwner(kind.usualMode()))),
                OWNER_ALONE.applyTo(new ListSource().add(entry)).next());
    }

    static List<SourceEntry> entriesWithoutMetadata() {
        TreePath path = ListSource.path("a");
        return List.of(
                new SourceEntry.HardLink(path, ListSource.path("first")),
                new SourceEntry.Absence(path),
                new SourceEntry.Whiteout(path),
                new SourceEntry.OpaqueDirectory(path));
    }

    @ParameterizedTest
    @MethodSource("entriesWithoutMetadata")
    void entryWithoutMetadataStays(SourceEntry entry) throws IOException {
        TreeSource source = OWNER_ALONE.applyTo(new ListSource().add(entry));
        assertEquals(Optional.of(entry), source.next());
        assertEquals(Optional.empty(), source.next());
    }

    @Test
    void ownerReplacesThatOfSourceAndLeavesMode() throws IOException {
        Optional<Adjustments.Owner> owner = Optional.of(new Adjustments.Owner(1, 2));
        assertEquals(
                Optional.of(new Permissions(0751, 1, 2)),
                after(new Adjustments(owner, true, true, true, Optional.empty()), metadata(LATEST))
                        .permissions());
        assertEquals(
                Optional.of(new Permissions(0755, 1, 2)),
                after(new Adjustments(owner, false, true, true, Optional.empty()), metadata(LATEST))
                        .permissions());
        assertEquals(
                Optional.of(new Permissions(0755, 1, 2)),
                after(new Adjustments(owner, true, true, true, Optional.empty()), SourceEntry.Metadata.NONE)
                        .permissions());
    }

    @Test
    void timesOfReproducibleImagesAreWholeSecondsAndNotAfterTheLatest() throws IOException {
        assertEquals(Optional.of(Instant.ofEpochSecond(7)), normalTime(LATEST, Instant.ofEpochSecond(7, 8)));
        assertEquals(Optional.of(LATEST), normalTime(LATEST, LATEST.plusNanos(1)));
        assertEquals(Optional.of(LATEST), normalTime(LATEST, LATEST.plusSeconds(1)));
        assertEquals(Optional.empty(), normalTime(Instant.EPOCH, LATEST));
        assertEquals(Optional.empty(), normalTime(LATEST, Instant.ofEpochSecond(-5)));
    }

    @Test
    void accessTimesAreTimes() throws IOException {
        SourceEntry.Metadata accessed = new SourceEntry.Metadata(
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(Attributes.ACCESSED, Text.of("1"), Symbol.of("other"), Text.of("x")));
        Adjustments withoutTimes = new Adjustments(Optional.empty(), true, false, true, Optional.empty());
        Adjustments normal =
                new Adjustments(Optional.empty(), true, true, true, Optional.of(new Adjustments.Normal(LATEST)));
        for (Adjustments each : List.of(withoutTimes, normal)) {
            assertEquals(OTHERS, after(each, accessed).others());
            assertEquals(OTHERS, after(each, TreePath.ROOT, accessed).others());
        }
        Adjustments withOwner =
                new Adjustments(Optional.of(new Adjustments.Owner(1, 2)), true, true, true, Optional.empty());
        assertEquals(accessed.others(), after(withOwner, accessed).others());
    }

    @Test
    void patchesAreAdjustedAndGiveNoPermissionsThatTheyDoNotHave() throws IOException {
        Adjustments withOwner =
                new Adjustments(Optional.of(new Adjustments.Owner(1, 2)), true, false, false, Optional.empty());
        assertEquals(
                new SourceEntry.Metadata(Optional.of(new Permissions(0751, 1, 2)), Optional.empty(), Map.of(), OTHERS),
                afterPatch(withOwner, metadata(LATEST)));
        assertEquals(SourceEntry.Metadata.NONE, afterPatch(withOwner, SourceEntry.Metadata.NONE));
        Adjustments withoutPermissions = new Adjustments(Optional.empty(), false, true, true, Optional.empty());
        assertEquals(
                Optional.empty(),
                afterPatch(withoutPermissions, metadata(LATEST)).permissions());
    }

    private static SourceEntry.Metadata afterPatch(Adjustments adjustments, SourceEntry.Metadata metadata)
            throws IOException {
        TreeSource source = adjustments.applyTo(
                new ListSource().add(new SourceEntry.MetadataPatch(ListSource.path("d"), metadata)));
        return ((SourceEntry.MetadataPatch) source.next().orElseThrow()).metadata();
    }

    @Test
    void rootOfReproducibleImageKeepsOnlyItsConfiguration() throws IOException {
        Adjustments normal =
                new Adjustments(Optional.empty(), true, true, true, Optional.of(new Adjustments.Normal(LATEST)));
        assertEquals(
                new SourceEntry.Metadata(Optional.empty(), Optional.empty(), Map.of(), OTHERS),
                after(normal, TreePath.ROOT, metadata(LATEST)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.oci.OciLocation;
import dev.tfskit.source.host.DirectorySelection.MountPoints;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MkfsOptionsTest {

    private static MkfsOptions parseAt(@Nullable String epoch, String... arguments) throws UsageException, IOException {
        CommandLine parser = new CommandLine(ToolSyntax.of(new MkfsMain()).command());
        return MkfsOptions.of(parser.parseArgs(arguments), epoch, _ -> {});
    }

    private static MkfsOptions parse(String... arguments) throws UsageException, IOException {
        return parseAt(null, arguments);
    }

    private static void refused(String words, String... arguments) {
        String message =
                assertThrows(UsageException.class, () -> parse(arguments)).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void everythingHasADefault() throws UsageException, IOException {
        MkfsOptions options = parse("-r", "tree", "disk.raw");
        assertEquals("disk.raw", options.image());
        assertEquals(
                List.of(new TreeArgument.Directory(Path.of("tree"))),
                options.sources().trees().all());
        assertEquals(MountPoints.ENTERED, options.sources().reading().mountPoints());
        MetadataOptions metadata = options.sources().metadata();
        assertTrue(metadata.keepsPermissions() && metadata.keepsTimes() && metadata.keepsExtendedAttributes());
        assertEquals(
                new BootOptions(
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()),
                options.boot());
        assertEquals("", options.result().label().toString());
        assertEquals(0, options.result().size());
        assertEquals(ResultOptions.Report.SUMMARY, options.result().report());
        assertEquals(Optional.empty(), options.result().latest());
    }

    @Test
    void longOptionsEqualShortOptions() throws UsageException, IOException {
        MkfsOptions options =
                parse("--root=tree", "--label=x", "--size=1K", "--tuple=(a:b)", "--one-file-system", "disk.raw");
        assertEquals("x", options.result().label().toString());
        assertEquals(1024, options.result().size());
        assertEquals(MountPoints.LEFT_EMPTY, options.sources().reading().mountPoints());
        assertTrue(options.sources().tuples().getFirst().root().has(Symbol.of("a")));
    }

    @Test
    void shortOptionsAreWrittenAsTheCToolTakesThem() throws UsageException, IOException {
        MkfsOptions options =
                parse("-rtree", "-lx", "-s1k", "-bboot.img", "-kkernel.img", "-uBOOTX64.EFI", "-t(a:b)", "disk.raw");
        assertEquals(
                List.of(new TreeArgument.Directory(Path.of("tree"))),
                options.sources().trees().all());
        assertEquals(1024, options.result().size());
        assertEquals(Optional.of(Path.of("kernel.img")), options.boot().kernel());
        assertEquals(Optional.of(Path.of("BOOTX64.EFI")), options.boot().loader());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-r root", "-rroot", "-r=root", "-qr root", "-vrroot", "--root root", "--root=root"})
    void treesBeforeTreeAreTargetRootsHoweverTheyAreWritten(String root) throws UsageException, IOException {
        String line = "--program ./server " + root + " --tree -r more disk.raw";
        TreeArguments trees = parse(line.split(" ")).sources().trees();
        assertEquals(List.of(new TreeArgument.Directory(Path.of("root"))), trees.targets());
        assertEquals(List.of(new TreeArgument.Directory(Path.of("more"))), trees.others());
    }

    @Test
    void tuplesAndTreesKeepTheirOrder() throws UsageException, IOException {
        MkfsOptions options =
                parse("-r", "one", "-t", "(a:1)", "-r", "-", "-t", "(b:2)", "-r", "oci:layout:v1", "disk.raw");
        assertTrue(options.sources().tuples().get(0).root().has(Symbol.of("a")));
        assertTrue(options.sources().tuples().get(1).root().has(Symbol.of("b")));
        assertEquals(
                List.of(
                        new TreeArgument.Directory(Path.of("one")),
                        new TreeArgument.StandardInput(),
                        new TreeArgument.Container(new OciLocation(Path.of("layout:v1"), Optional.empty()))),
                options.sources().trees().all());
    }

    @Test
    void labelHasAtMost31BytesWhateverItsCharacters() throws UsageException, IOException {
        assertEquals(
                31,
                parse("-e", "-l", "é".repeat(15) + "x", "disk.raw")
                        .result()
                        .label()
                        .text()
                        .length());
        refused("-l", "-e", "-l", "é".repeat(16), "disk.raw");
    }

    @Test
    void contradictingOptionsAreRefused() {
        refused("-e", "-e", "-r", "tree", "disk.raw");
        refused("-e", "-e", "-m", "manifest", "disk.raw");
        refused("--tree", "--tree", "disk.raw");
        refused("only once", "-r", "-", "-m", "-", "disk.raw");
        refused("write the path without '..'", "--program", "app:/x/../y", "disk.raw");
        refused("one directory", "-m", "manifest", "-r", "a", "-r", "b", "disk.raw");
        refused("-b", "-r", "tree", "-k", "kernel.img", "disk.raw");
        refused("one of them", "-e", "-q", "-v", "disk.raw");
    }

    @Test
    void acceptsUuidInUsualForm() throws UsageException, IOException {
        assertEquals(
                Optional.of(new UUID(0x123e4567e89b12d3L, 0xa456426614174000L)),
                parse("-e", "--uuid", "123E4567-e89b-12d3-a456-426614174000", "disk.raw")
                        .result()
                        .uuid());
        refused("--uuid", "-e", "--uuid", "1-2-3-4-5", "disk.raw");
    }

    @Test
    void reproducibleOptionAndSourceDateEpochLimitTimes() throws UsageException, IOException {
        assertEquals(
                Optional.of(Instant.EPOCH),
                parse("-e", "--reproducible", "disk.raw").result().latest());
        assertEquals(
                Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                parseAt("1700000000", "-e", "disk.raw").result().latest());
        assertEquals(Optional.empty(), parseAt("", "-e", "disk.raw").result().latest());
        assertThrows(UsageException.class, () -> parseAt("yesterday", "-e", "disk.raw"));
    }
}

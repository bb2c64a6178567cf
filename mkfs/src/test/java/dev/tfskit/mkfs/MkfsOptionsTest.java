package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.cli.UsageException;
import dev.tfskit.value.Symbol;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class MkfsOptionsTest {

    private static MkfsOptions parse(final String... arguments) throws UsageException {
        final CommandSpec spec = CommandSpec.create();
        MkfsOptions.describe(spec);
        return MkfsOptions.of(new CommandLine(spec).parseArgs(arguments));
    }

    @Test
    void everythingButTheSourceHasADefault() throws UsageException {
        final MkfsOptions options = parse("-r", "tree", "disk.raw");
        assertEquals(Path.of("disk.raw"), options.image());
        assertEquals(Optional.of(Path.of("tree")), options.root());
        assertFalse(options.oneFileSystem());
        assertEquals("", options.label().toString());
        assertEquals(0, options.size());
        assertTrue(options.attributes().isEmpty());
    }

    @Test
    void longNamesMeanTheSame() throws UsageException {
        final MkfsOptions options = parse("--root=tree", "--label=x", "--size=1K", "--tuple=(a:b)", "--one-file-system", "disk.raw");
        assertEquals("x", options.label().toString());
        assertEquals(1024, options.size());
        assertTrue(options.oneFileSystem());
        assertTrue(options.attributes().getFirst().has(Symbol.of("a")));
    }

    @Test
    void tuplesKeepTheirOrder() throws UsageException {
        final MkfsOptions options = parse("-e", "-t", "(a:1)", "-t", "(b:2)", "disk.raw");
        assertTrue(options.attributes().get(0).has(Symbol.of("a")));
        assertTrue(options.attributes().get(1).has(Symbol.of("b")));
    }

    @Test
    void aLabelHasAtMost31BytesWhateverItsCharacters() throws UsageException {
        assertEquals(31, parse("-e", "-l", "é".repeat(15) + "x", "disk.raw").label().text().length());
        assertThrows(UsageException.class, () -> parse("-e", "-l", "é".repeat(16), "disk.raw"));
    }

    @Test
    void eitherATreeOrAnEmptyImage() {
        assertThrows(UsageException.class, () -> parse("disk.raw"));
        assertThrows(UsageException.class, () -> parse("-e", "-r", "tree", "disk.raw"));
    }

    @Test
    void theTreeIsNoAttribute() {
        assertThrows(UsageException.class, () -> parse("-e", "-t", "(children:(a:()))", "disk.raw"));
    }
}

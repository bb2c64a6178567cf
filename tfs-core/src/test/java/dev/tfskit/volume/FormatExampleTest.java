// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.log.Replay;
import dev.tfskit.text.Canonical;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The volume that the format page shows byte by byte (docs/format.md, section 7). */
class FormatExampleTest {

    private static final Symbol CHILDREN = Symbol.of("children");
    private static final Pattern NUMBER = Pattern.compile("(?<!tuple |to |in )#([0-9]+)");

    private FormatExample example;

    @BeforeEach
    void readPage() throws IOException {
        example = FormatExample.read();
    }

    @Test
    void volumeHoldsTheTuplesThatThePageDescribes() throws IOException {
        Replay replay = Replay.of(example.volume());
        assertEquals(
                "#1(arguments:#10[\"hi\" \"there\" ] "
                        + "children:#3(hi:#5(extents:#13(0:#15(allocated:1 length:1 offset:3073 ) ) filelength:11 ) "
                        + "ln:#7(linktarget:\"hi\" ) ) "
                        + "program:\"%2fhi\" )",
                Canonical.textWithNumbers(replay.root()));
        assertEquals("demo", replay.identity().label().toString());
        assertEquals(
                "364d0001-0203-0405-0607-08090a0b5ff0", replay.identity().uuid().toString());
        assertEquals(4, replay.records());
        assertEquals(0x299, replay.endOffset());
    }

    @Test
    void volumeHasTheEntriesOfTheManifestOfThePage() throws IOException {
        Tuple manifest = ManifestParser.parseTuple(example.manifest());
        Tuple root = Replay.of(example.volume()).root();
        assertEquals(sorted(manifest.names()), sorted(root.names()));
        for (Symbol name : manifest.names()) {
            if (!name.equals(CHILDREN)) {
                assertEquals(
                        Canonical.text(manifest.get(name).orElseThrow()),
                        Canonical.text(root.get(name).orElseThrow()));
            }
        }
        Tuple wanted = manifest.tuple(CHILDREN).orElseThrow();
        Tuple children = root.tuple(CHILDREN).orElseThrow();
        assertEquals(sorted(wanted.names()), sorted(children.names()));
        Symbol link = Symbol.of("ln");
        assertEquals(
                Canonical.text(wanted.tuple(link).orElseThrow()),
                Canonical.text(children.tuple(link).orElseThrow()));
    }

    @Test
    void pageGivesEachDictionaryNumberOnceAndInOrder() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (FormatExample.Row row : example.rows()) {
            Matcher number = NUMBER.matcher(row.meaning());
            while (number.find()) {
                numbers.add(Integer.valueOf(number.group(1)));
            }
        }
        int count = Replay.of(example.volume()).dictionary().count();
        assertEquals(IntStream.rangeClosed(1, count).boxed().toList(), numbers);
    }

    @Test
    void volumeBeginsWithTheBytesThatSectionTwoShows() throws IOException {
        byte[] excerpt = example.excerpt();
        ByteBuffer start = ByteBuffer.allocate(excerpt.length);
        example.volume().read(0, start);
        assertArrayEquals(excerpt, start.array());
    }

    @Test
    void volumeShowsItsFileAndItsLink() throws IOException {
        Directory root = Volume.open(example.volume()).root();
        assertEquals(
                List.of("hi", "ln"),
                root.entries().stream().map(entry -> entry.name().decode()).toList());
        RegularFile hi = (RegularFile) root.find(Symbol.of("hi")).orElseThrow();
        ByteBuffer content = ByteBuffer.allocate(100);
        assertEquals(11, hi.read(0, content));
        assertArrayEquals("hello, tfs\n".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(content.array(), 11));
        assertEquals(Text.of("hi"), ((SymbolicLink) root.find(Symbol.of("ln")).orElseThrow()).target());
    }

    private static List<String> sorted(List<Symbol> names) {
        return names.stream().map(Symbol::decode).sorted().toList();
    }
}

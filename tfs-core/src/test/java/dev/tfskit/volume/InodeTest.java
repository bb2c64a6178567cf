// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InodeTest {

    private static Inode inode(String attributes) throws IOException {
        return HandMadeVolume.open("(children:(f:(" + attributes + ")))")
                .root()
                .find(Symbol.of("f"))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "children:(),                                     Directory",
        "linktarget:x,                                    SymbolicLink",
        "socket:x,                                        Socket",
        "extents:() filelength:0,                         RegularFile",
        "extents:() socket:x linktarget:x children:(),    Directory",
        "extents:() socket:x linktarget:x,                SymbolicLink",
        "extents:() socket:x,                             Socket",
        "mtime:1,                                         RegularFile",
        "'',                                              RegularFile",
        "children:x,                                      RegularFile"
    })
    void hasTheKindOfItsAttributes(String attributes, String kind) throws IOException {
        assertEquals(kind, inode(attributes).getClass().getSimpleName());
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "nlink:3, 3", "nlink:0, 0", "nlink:x, 1", "nlink:(), 1", "nlink:18446744073709551615, 1"})
    void hasANumberOfNames(String attributes, long expected) throws IOException {
        assertEquals(expected, inode(attributes).linkCount());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1970-01-01T00:00:00Z",
        "mtime:4294967301, 1970-01-01T00:00:01.000000001Z",
        "mtime:x, 1970-01-01T00:00:00Z",
        "mtime:(), 1970-01-01T00:00:00Z",
        "atime:4294967296, 1970-01-01T00:00:00Z"
    })
    void hasATimeOfItsLastChange(String attributes, Instant expected) throws IOException {
        assertEquals(expected, inode(attributes).modified());
    }

    @Test
    void hasATimeOfItsLastUse() throws IOException {
        assertEquals(Instant.ofEpochSecond(1), inode("atime:4294967296").accessed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "user.x", "a..b", "..x..", "security.capability", "a.b.c"})
    void attributeWithDotInsideIsExtended(String name) throws IOException {
        assertEquals(
                List.of(Symbol.of(name)),
                List.copyOf(inode(name + ":x").extendedAttributes().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {".a", "a.", ".", "a", "posix.perm", "mtime"})
    void otherAttributesAreNotExtended(String name) throws IOException {
        assertEquals(
                List.of(), List.copyOf(inode(name + ":x").extendedAttributes().keySet()));
    }

    @Test
    void attributeThatIsNoTextIsNotExtended() throws IOException {
        assertEquals(
                List.of(),
                List.copyOf(inode("user.x:() user.y:[]").extendedAttributes().keySet()));
    }

    @ParameterizedTest
    @CsvSource({
        "children:(), 493",
        "linktarget:x, 511",
        "socket:x, 420",
        "extents:(), 420",
        "'extents:() posix.perm:\"0600 1 2\"', 384",
        "extents:() posix.perm:nonsense, 420",
        "extents:() posix.perm:(), 420"
    })
    void hasAModeEvenIfNoneIsStored(String attributes, int mode) throws IOException {
        assertEquals(mode, inode(attributes).permissions().mode());
    }

    @Test
    void acceptsLinkTargetOfAnyBytes() throws IOException {
        SymbolicLink link = assertInstanceOf(SymbolicLink.class, inode("linktarget:\"\""));
        assertEquals(Text.of(""), link.target());
        SymbolicLink damaged = assertInstanceOf(SymbolicLink.class, inode("linktarget:()"));
        assertThrows(TfsFormatException.class, damaged::target);
    }

    @Test
    void twoViewsOfOneTupleAreEqual() throws IOException {
        Directory root = HandMadeVolume.open("(children:(f:() g:()))").root();
        Symbol f = Symbol.of("f");
        assertEquals(root.find(f).orElseThrow(), root.find(f).orElseThrow());
        assertEquals(
                root.find(f).orElseThrow().hashCode(),
                root.find(f).orElseThrow().hashCode());
        assertNotEquals(root.find(f).orElseThrow(), root.find(Symbol.of("g")).orElseThrow());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static dev.tfskit.check.DamagedVolume.after;
import static dev.tfskit.check.DamagedVolume.before;
import static dev.tfskit.check.SampleVolume.tuple;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import java.util.List;

/** Volumes with a fault in their trees: directories, names, kinds, link counts, attributes. */
final class TreeFaults {

    private static final Text TEXT = Text.of("x");

    private TreeFaults() {}

    static List<DamagedVolume> all() {
        return List.of(
                before(
                        "a root with a text as children",
                        s -> s.set(s.root(), Attributes.CHILDREN, TEXT),
                        "ROOT_NO_DIRECTORY / in a record"),
                after(
                        "a second root",
                        s -> s.record(tuple("children", tuple("lost", new Tuple()))),
                        "SECOND_ROOT in the change"),
                after(
                        "an entry that is a text",
                        s -> s.set(s.entries("/docs"), "note", TEXT),
                        "ENTRY_NO_INODE /docs/note in the change"),
                after(
                        "an entry that is a number",
                        s -> s.set(s.entries("/docs"), "note", Int.of(5)),
                        "ENTRY_NO_INODE /docs/note in the change"),
                after(
                        "an entry that is a vector",
                        s -> s.set(s.entries("/docs"), "note", VectorValue.of(List.of(TEXT))),
                        "ENTRY_NO_INODE /docs/note in the change"),
                after(
                        "an entry that is a flag",
                        s -> s.set(s.entries("/docs"), "note", Flag.PRESENT),
                        "ENTRY_NO_INODE /docs/note in the change"),
                after(
                        "an entry that is an extent",
                        s -> s.set(s.entries("/"), "part", s.extent("/docs/parts", 0)),
                        "ENTRY_NO_INODE /part in the change"),
                after(
                        "an entry that is an extent, met before its file",
                        s -> s.set(s.entries("/"), "a", s.extent("/docs/parts", 0)),
                        "ENTRY_NO_INODE /a in the change"),
                before(
                        "a number instead of a name of a file that has two",
                        s -> s.set(s.entries("/docs"), "second", Int.of(5)),
                        "ENTRY_NO_INODE /docs/second in a record"),
                before(
                        "another directory instead of the program's",
                        s -> s.set(s.entries("/"), "bin", s.inode("/docs")),
                        "DIRECTORY_TWICE /docs in a record"),
                before(
                        "a text instead of the directory of the program",
                        s -> s.set(s.entries("/"), "bin", TEXT),
                        "ENTRY_NO_INODE /bin in a record"),
                after(
                        "children that are a text",
                        s -> s.set(s.inode("/latest"), Attributes.CHILDREN, TEXT),
                        "CHILDREN_INVALID /latest in the change"),
                before(
                        "children that are a file",
                        s -> s.set(s.inode("/mnt/data"), Attributes.CHILDREN, s.inode("/docs/first")),
                        "CHILDREN_INVALID /mnt/data in a record"),
                before(
                        "children that are the extents of a file",
                        s -> s.set(s.inode("/bin"), Attributes.CHILDREN, s.extents("/docs/parts")),
                        "CHILDREN_INVALID /bin in a record"),
                before(
                        "a mount point whose children are a text",
                        s -> s.set(s.inode("/mnt/data"), Attributes.CHILDREN, TEXT),
                        "CHILDREN_INVALID /mnt/data in a record"),
                before(
                        "a directory of the program whose children are a text",
                        s -> s.set(s.inode("/bin"), Attributes.CHILDREN, TEXT),
                        "CHILDREN_INVALID /bin in a record"),
                after(
                        "a directory of the kernel whose children are a text",
                        s -> s.set(s.entries("/"), "proc", tuple("children", TEXT)),
                        "CHILDREN_INVALID /proc in a record"),
                after(
                        "a name of 256 bytes",
                        s -> s.set(s.entries("/docs"), "n".repeat(256), file()),
                        "NAME_IMPOSSIBLE /docs/" + "n".repeat(255) + "... (256 bytes) in the change"),
                after(
                        "a name with a slash",
                        s -> s.set(s.entries("/docs"), "a/b", file()),
                        "NAME_IMPOSSIBLE /docs/a/b in the change"),
                after(
                        "a name with a NUL",
                        s -> s.set(s.entries("/docs"), "a\0b", file()),
                        "NAME_IMPOSSIBLE /docs/\"a\\000b\" in the change"),
                after(
                        "a directory with two names",
                        s -> s.set(s.entries("/mnt"), "again", s.inode("/docs")),
                        "DIRECTORY_TWICE /mnt/again in the change"),
                after(
                        "a directory in itself",
                        s -> s.set(s.entries("/docs"), "self", s.inode("/docs")),
                        "DIRECTORY_TWICE /docs/self in the change"),
                after(
                        "the root below itself",
                        s -> s.set(s.entries("/mnt/data"), "up", s.root()),
                        "DIRECTORY_TWICE /mnt/data/up in the change"),
                after(
                        "two directories with the same entries",
                        s -> s.set(s.entries("/"), "other", tuple("children", s.entries("/docs"))),
                        "DIRECTORY_TWICE /other in the change"),
                after(
                        "a file that is a link too",
                        s -> s.set(s.inode("/empty"), Attributes.LINK_TARGET, TEXT),
                        "TWO_KINDS /empty in the change"),
                after(
                        "a link that is a socket too",
                        s -> s.set(s.inode("/latest"), Attributes.SOCKET, Flag.PRESENT),
                        "TWO_KINDS /latest in the change"),
                after(
                        "a socket that is a file too",
                        s -> s.set(s.inode("/server.sock"), Attributes.EXTENTS, new Tuple()),
                        "TWO_KINDS /server.sock in the change"),
                after(
                        "a directory that is a file too",
                        s -> s.set(s.inode("/docs"), Attributes.EXTENTS, new Tuple()),
                        "TWO_KINDS /docs in the change"),
                after(
                        "a root that is a link too",
                        s -> s.set(s.root(), Attributes.LINK_TARGET, TEXT),
                        "TWO_KINDS / in the change"),
                after(
                        "a program that is a directory too",
                        s -> s.set(s.inode("/bin/server"), Attributes.CHILDREN, new Tuple()),
                        "TWO_KINDS /bin/server in the change"),
                after(
                        "a program that is a link too",
                        s -> s.set(s.inode("/bin/server"), Attributes.LINK_TARGET, TEXT),
                        "TWO_KINDS /bin/server in the change"),
                before(
                        "entries that are the extents of a file",
                        s -> s.set(s.inode("/mnt/data"), Attributes.CHILDREN, s.extents("/empty")),
                        "TWO_KINDS /mnt/data in a record"),
                after(
                        "a link count that is too large",
                        s -> s.set(s.inode("/docs/first"), Attributes.LINK_COUNT, Int.of(3)),
                        "LINK_COUNT_WRONG /docs/first in the change"),
                after(
                        "a link count that is too small",
                        s -> s.set(s.inode("/docs/first"), Attributes.LINK_COUNT, Int.of(1)),
                        "LINK_COUNT_WRONG /docs/first in the change"),
                after(
                        "a link count that is not a number",
                        s -> s.set(s.inode("/empty"), Attributes.LINK_COUNT, TEXT),
                        "LINK_COUNT_WRONG /empty in the change"),
                after(
                        "a link count that is gone",
                        s -> s.remove(s.inode("/docs/first"), Attributes.LINK_COUNT),
                        "LINK_COUNT_WRONG /docs/second in the change"),
                after(
                        "a link count of a directory",
                        s -> s.set(s.inode("/mnt"), Attributes.LINK_COUNT, Int.of(2)),
                        "LINK_COUNT_WRONG /mnt in the change"),
                after(
                        "a name that is not counted",
                        s -> s.set(s.entries("/"), "another", s.inode("/docs/first")),
                        "LINK_COUNT_WRONG /another in the change"),
                after(
                        "a target that is a number",
                        s -> s.set(s.inode("/latest"), Attributes.LINK_TARGET, Int.of(5)),
                        "TARGET_INVALID /latest in the change"),
                after(
                        "a target that is a number, of a file",
                        s -> s.set(s.inode("/empty"), Attributes.LINK_TARGET, Int.of(5)),
                        "TARGET_INVALID /empty in the change"),
                after(
                        "a target that is empty",
                        s -> s.set(s.inode("/latest"), Attributes.LINK_TARGET, Text.of("")),
                        "TARGET_IMPOSSIBLE /latest in the change"),
                after(
                        "a target with a NUL",
                        s -> s.set(s.inode("/latest"), Attributes.LINK_TARGET, Text.of("docs\0")),
                        "TARGET_IMPOSSIBLE /latest in the change"),
                after(
                        "a target of 4096 bytes",
                        s -> s.set(s.inode("/latest"), Attributes.LINK_TARGET, Text.of("t".repeat(4096))),
                        "TARGET_IMPOSSIBLE /latest in the change"),
                after(
                        "a time that is a text",
                        s -> s.set(s.inode("/docs"), Attributes.MODIFIED, TEXT),
                        "TIME_INVALID /docs in the change"),
                after(
                        "a time before 1970",
                        s -> s.set(s.inode("/docs"), Attributes.MODIFIED, Int.of(-5)),
                        "TIME_INVALID /docs in the change"),
                after(
                        "a time of the root that is a flag",
                        s -> s.set(s.root(), Attributes.ACCESSED, Flag.PRESENT),
                        "TIME_INVALID / in the change"),
                after(
                        "an extended attribute that is a number",
                        s -> s.set(s.inode("/docs"), "user.origin", Int.of(5)),
                        "EXTENDED_ATTRIBUTE_INVALID /docs in the change"),
                after(
                        "permissions in another form",
                        s -> s.set(s.inode("/docs/parts"), Attributes.PERMISSIONS, Text.of("rwx")),
                        "PERMISSIONS_INVALID /docs/parts in the change"),
                after(
                        "permissions of the root beyond all bits",
                        s -> s.set(s.root(), Attributes.PERMISSIONS, Text.of("17777 0 0")),
                        "PERMISSIONS_INVALID / in the change"),
                after(
                        "a device with a number that is too large",
                        s -> s.set(s.inode("/empty"), Attributes.NODE, Text.of("char 4096 0")),
                        "SPECIAL_FILE_INVALID /empty in the change"),
                after(
                        "a fifo that is a number",
                        s -> s.set(s.inode("/empty"), Attributes.NODE, Int.of(1)),
                        "EXTENDED_ATTRIBUTE_INVALID /empty in the change"),
                after(
                        "a fifo with bytes",
                        s -> s.set(s.inode("/docs/first"), Attributes.NODE, Text.of("fifo")),
                        "SPECIAL_FILE_INVALID /docs/first in the change"),
                after(
                        "a fifo that is a directory",
                        s -> s.set(s.inode("/docs"), Attributes.NODE, Text.of("fifo")),
                        "SPECIAL_FILE_INVALID /docs in the change"),
                after(
                        "a device that is a symbolic link",
                        s -> s.set(s.inode("/latest"), Attributes.NODE, Text.of("block 8 0")),
                        "SPECIAL_FILE_INVALID /latest in the change"),
                after(
                        "a root that is a fifo",
                        s -> s.set(s.root(), Attributes.NODE, Text.of("fifo")),
                        "SPECIAL_FILE_INVALID / in the change"),
                after(
                        "an attribute without a meaning",
                        s -> s.set(s.inode("/empty"), "colour", TEXT),
                        "ATTRIBUTE_UNKNOWN /empty"),
                after(
                        "entries with dots",
                        s -> {
                            s.set(s.entries("/docs"), Attributes.PARENT, s.root());
                            s.set(s.entries("/docs"), ".", s.inode("/docs"));
                        },
                        "DOTS_IGNORED"),
                after(
                        "a socket that was removed",
                        s -> s.remove(s.entries("/"), Symbol.of("server.sock")),
                        "TUPLES_UNREFERENCED"));
    }

    private static Tuple file() {
        Tuple file = tuple("filelength", Int.of(0));
        file.set(Attributes.EXTENTS, new Tuple());
        return file;
    }
}

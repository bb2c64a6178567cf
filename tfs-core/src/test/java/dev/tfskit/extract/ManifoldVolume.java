// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.Hex;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.LongStream;

/**
 * A volume with everything that can be told apart once it is extracted. What only root can extract is in it when root
 * runs the test.
 */
public final class ManifoldVolume {

    private static final int DATA_BLOCKS = 8000;
    private static final Instant TIME = Instant.ofEpochSecond(1_234_567_890, 123_456_789);

    private ManifoldVolume() {}

    public static Tuple children(Tuple directory) {
        return directory.tuple(Attributes.CHILDREN).orElseThrow();
    }

    public static Tuple directory() {
        return HandMadeVolume.tuple("(children:())");
    }

    public static Tuple file(int bytes, int startBlock) {
        int blocks = Math.ceilDiv(bytes, 512);
        return HandMadeVolume.tuple("(filelength:" + bytes + " extents:(0:(offset:" + startBlock + " length:" + blocks
                + " allocated:" + blocks + ")))");
    }

    /** A file with one block of data at each of these blocks of the file. */
    public static Tuple sparse(long bytes, long... blocks) {
        StringBuilder extents = new StringBuilder();
        for (long block : blocks) {
            extents.append(block).append(":(offset:").append(100 + block % 100).append(" length:1 allocated:1) ");
        }
        return HandMadeVolume.tuple("(filelength:" + bytes + " extents:(" + extents + "))");
    }

    public static Tuple link(Text target) {
        Tuple link = new Tuple();
        link.set(Attributes.LINK_TARGET, target);
        return link;
    }

    public static Tuple with(Tuple inode, Symbol name, Text value) {
        inode.set(name, value);
        return inode;
    }

    public static Tuple permissions(Tuple inode, String permissions) {
        return with(inode, Attributes.PERMISSIONS, Text.of(permissions));
    }

    public static Tuple modified(Tuple inode, Instant time) {
        inode.set(Attributes.MODIFIED, DiskTime.encode(time));
        return inode;
    }

    public static Tuple linked(Tuple inode, int names) {
        inode.set(Attributes.LINK_COUNT, Int.of(names));
        return inode;
    }

    public static Volume open(Tuple root) throws IOException {
        return Volume.open(HandMadeVolume.device(root, DATA_BLOCKS));
    }

    public static boolean isRoot() {
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            return host.effectiveUser() == 0;
        }
    }

    public static Volume open() throws IOException {
        Tuple root = permissions(modified(directory(), TIME), "0711 0 0");
        addNames(root);
        addLinks(root);
        addAttributes(root);
        addContents(root);
        return open(root);
    }

    private static void addNames(Tuple root) {
        Tuple names = directory();
        children(root).set(Symbol.of("names"), names);
        for (String hex : new String[] {
            "ff",
            "c3a4",
            "0a",
            "20",
            "'a='",
            "'a' 0a '='",
            "5c",
            "'*?'",
            "'-x'",
            "'@LongLink'",
            "'%41'",
            "c3a4 ff",
            "80"
        }) {
            children(names).set(Symbol.wrap(Hex.bytes(hex)), file(600, 200));
        }
        Tuple at = names;
        for (String hex : new String[] {"'d'", "ff", "c3a4"}) {
            for (int length : new int[] {90, 101, 250}) {
                byte[] once = Hex.bytes(hex);
                byte[] name = new byte[length / once.length * once.length];
                for (int i = 0; i < name.length; i++) {
                    name[i] = once[i % once.length];
                }
                Tuple inner = directory();
                children(at).set(Symbol.wrap(name), inner);
                children(inner).set(Symbol.of("file"), file(length, 300));
                children(inner).set(Symbol.of("hole"), sparse(100_000 + length, 20));
                at = inner;
            }
        }
    }

    private static void addLinks(Tuple root) {
        Tuple links = directory();
        children(root).set(Symbol.of("links"), links);
        String[] targets = {
            "'a'",
            "'/no/such/file'",
            "'../../../no/such'",
            "'x//y/'",
            "ff",
            "c3a4",
            "'" + "y/".repeat(60) + "'",
            "ff '" + "y/".repeat(60) + "'",
            "c3a4 '" + "y/".repeat(2000) + "'"
        };
        for (int i = 0; i < targets.length; i++) {
            children(links)
                    .set(Symbol.of("l" + i), modified(link(Text.wrap(Hex.bytes(targets[i]))), TIME.plusNanos(i)));
        }
        Tuple file = linked(file(5000, 400), 3);
        children(links).set(Symbol.of("first"), file);
        children(links).set(Symbol.wrap(Hex.bytes("'second' ff")), file);
        children(root).set(Symbol.of("third" + "d".repeat(120)), file);
        Tuple twice = linked(link(Text.of("../names")), 2);
        children(links).set(Symbol.of("m"), twice);
        children(links).set(Symbol.of("n"), twice);
        Tuple everywhere = linked(link(Text.of("/no")), 2);
        children(links).set(Symbol.of("o"), everywhere);
        children(root).set(Symbol.of("p"), everywhere);
    }

    private static void addAttributes(Tuple root) {
        Tuple attributes = permissions(modified(directory(), TIME), "0555 0 0");
        children(root).set(Symbol.of("attributes"), attributes);
        Tuple in = children(attributes);
        for (int mode : new int[] {0, 0200, 0400, 0644, 0777, 01644}) {
            in.set(Symbol.of("mode" + mode), permissions(file(100, 500), Integer.toOctalString(mode) + " 0 0"));
        }
        in.set(Symbol.of("shared"), permissions(directory(), "1777 0 0"));
        if (isRoot()) {
            in.set(Symbol.of("setuid"), permissions(file(10, 500), "6755 1000 1000"));
            in.set(Symbol.of("setgid"), permissions(directory(), "2755 1000 1001"));
            children(in.tuple(Symbol.of("setgid")).orElseThrow()).set(Symbol.of("inside"), file(10, 500));
            in.set(Symbol.of("large"), permissions(file(10, 500), "644 4294967294 3000000"));
            in.set(Symbol.of("fits"), permissions(file(10, 500), "644 2097151 2097152"));
            in.set(Symbol.of("given"), permissions(link(Text.of("x")), "777 7 8"));
        }
        in.set(Symbol.of("epoch"), modified(file(10, 500), Instant.EPOCH));
        in.set(Symbol.of("nanosecond"), modified(file(10, 500), Instant.ofEpochSecond(0, 1)));
        in.set(Symbol.of("tenth"), modified(directory(), Instant.ofEpochSecond(5, 100_000_000)));
        in.set(Symbol.of("latest"), modified(file(10, 500), Instant.ofEpochSecond(0xffff_ffffL, 999_999_999)));
        in.set(
                Symbol.of("named"),
                with(
                        with(
                                with(
                                        with(file(10, 500), Symbol.of("user.a"), Text.of("")),
                                        Symbol.of("user.b=%c%25"),
                                        Text.wrap(Hex.bytes("00 ff 0a '=' 00"))),
                                Symbol.of("user.long"),
                                Text.of("x".repeat(2000))),
                        Symbol.wrap(Hex.bytes("'user.' c3a4")),
                        Text.of("12 a=b\n")));
        in.set(Symbol.of("namedtoo"), with(directory(), Symbol.of("user.d"), Text.of("directory")));
    }

    private static void addContents(Tuple root) {
        Tuple contents = directory();
        children(root).set(Symbol.of("contents"), contents);
        for (int size : new int[] {0, 1, 511, 512, 513, 4096, 10_239, 10_240, 3_000_001}) {
            children(contents).set(Symbol.of("size" + size), size == 0 ? HandMadeVolume.tuple("()") : file(size, 600));
        }
        children(contents).set(Symbol.of("hole"), sparse(1_000_000));
        children(contents).set(Symbol.of("smallhole"), sparse(100));
        children(contents).set(Symbol.of("front"), sparse(1_000_000, 1953));
        children(contents).set(Symbol.of("middle"), sparse(1_000_000, 0, 1953));
        children(contents).set(Symbol.of("end"), sparse(1_000_000, 0));
        children(contents).set(Symbol.of("endinblock"), sparse(5000, 0));
        children(contents).set(Symbol.of("gaps"), sparse(100_000, 0, 2, 3, 7, 20, 21, 60, 195));
        children(contents)
                .set(
                        Symbol.of("many"),
                        sparse(
                                9_000_000,
                                LongStream.range(0, 500).map(n -> n * 32).toArray()));
        children(contents).set(Symbol.of("huge"), sparse(1L << 40, 1, 1 << 20, 1 << 30));
    }
}

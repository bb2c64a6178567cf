// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Input;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records of real logs, as inputs for {@link FramedLog} to start from. */
final class Records {

    /** Longer inputs make the fuzzer slow. */
    private static final int MOST_BYTES = 4096;

    private static final String TREE = """
            (children:(dir:(children:(deep:(children:()) "a b":(linktarget:"x y")) mtime:5 posix.perm:"0700 1 2")
                       file:(extents:(0:(offset:100 length:2 allocated:2)) filelength:1000 atime:77 user.note:"")
                       holes:(extents:(0:(offset:110 length:2 allocated:3) 9:(offset:113 length:1 allocated:1))
                              filelength:9000)
                       socket:(socket:"" mtime:1))
             program:/file arguments:[a "" "b c"] environment:(A:b B:"") mounts:(data:/dir))
            """;

    private Records() {}

    /** Logs of other writers that are short, and one that changes a tree in all ways. */
    static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(FramedLog.input(changes()));
        // A file without bytes, whose extents no reader needs.
        seeds.add(FramedLog.input(List.of(encoded("(children:(f:(extents:x)))"))));
        // No host knows a link with such a target.
        seeds.add(FramedLog.input(link(Text.of("a\0b"))));
        seeds.add(FramedLog.input(link(Text.of(""))));
        for (String name : GoldenVolumes.names()) {
            seeds.addAll(firstRecords(GoldenVolumes.open(name)));
        }
        return seeds;
    }

    /** The first records of a log; empty when they are too long. */
    private static List<byte[]> firstRecords(BlockDevice volume) throws IOException {
        List<byte[]> records = new ArrayList<>();
        Encoding encoding = Encoding.VERSION_5;
        int bytes = 0;
        for (LogCursor cursor = new LogCursor(volume); cursor.hasNext(); ) {
            if (cursor.next() instanceof Frame.Record record) {
                bytes += Math.toIntExact(record.length()) + 2;
                if (bytes >= MOST_BYTES) {
                    break;
                }
                encoding = record.encoding();
                Input in = cursor.open(record);
                records.add(in.take(in.remaining()));
            }
        }
        return records.isEmpty() ? List.of() : List.of(FramedLog.input(encoding, records));
    }

    /** The record that makes a root tuple, of a tree that fits into one record. */
    static byte[] encoded(String manifest) throws IOException {
        List<byte[]> records = new ArrayList<>();
        Tuple root = HandMadeVolume.tuple(manifest);
        new Encoder(new Dictionary(), record -> records.add(record.toByteArray()))
                .encode(root, root.sorted().stream().map(Tuple.Attribute::name).toList());
        return records.getFirst();
    }

    /** A link with any target. */
    private static List<byte[]> link(Text target) throws IOException {
        List<byte[]> records = new ArrayList<>();
        Tuple root = HandMadeVolume.tuple("(children:(l:(linktarget:x)))");
        root.tuple(Attributes.CHILDREN)
                .orElseThrow()
                .tuple(Symbol.of("l"))
                .orElseThrow()
                .set(Attributes.LINK_TARGET, target);
        new Encoder(new Dictionary(), record -> records.add(record.toByteArray()))
                .encode(root, List.of(Attributes.CHILDREN));
        return records;
    }

    private static List<byte[]> changes() throws IOException {
        List<byte[]> records = new ArrayList<>();
        Encoder encoder = new Encoder(new Dictionary(), record -> records.add(record.toByteArray()));
        Tuple root = HandMadeVolume.tuple(TREE);
        encoder.encode(root, root.sorted().stream().map(Tuple.Attribute::name).toList());
        Tuple children = root.tuple(Attributes.CHILDREN).orElseThrow();
        Tuple file = children.tuple(Symbol.of("file")).orElseThrow();
        file.set(Attributes.LINK_COUNT, Int.of(2));
        encoder.encode(file, List.of(Attributes.LINK_COUNT));
        set(encoder, children, "second", file);
        remove(encoder, children, "socket");
        Tuple moved = children.tuple(Symbol.of("dir")).orElseThrow();
        set(encoder, children, "moved", moved);
        remove(encoder, children, "dir");
        file.set(Attributes.FILE_LENGTH, Int.of(1024));
        encoder.encode(file, List.of(Attributes.FILE_LENGTH));
        set(encoder, children, "link", HandMadeVolume.tuple("(linktarget:moved/deep)"));
        root.set(Symbol.of("user.note"), Text.of("changed"));
        encoder.encode(root, List.of(Symbol.of("user.note")));
        return records;
    }

    private static void set(Encoder encoder, Tuple directory, String name, Tuple inode) throws IOException {
        directory.set(Symbol.of(name), inode);
        encoder.encode(directory, Arrays.asList(Symbol.of(name)));
    }

    private static void remove(Encoder encoder, Tuple directory, String name) throws IOException {
        directory.remove(Symbol.of(name));
        encoder.encode(directory, Arrays.asList(Symbol.of(name)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Describes a volume in the form of the golden descriptions (see {@code testdata/golden/README.md}). */
final class VolumeDescription {

    private static final Set<Symbol> NOT_OTHER = Set.of(
            Attributes.CHILDREN,
            Attributes.EXTENTS,
            Attributes.FILE_LENGTH,
            Attributes.LINK_TARGET,
            Attributes.SOCKET,
            Attributes.LINK_COUNT,
            Attributes.MODIFIED,
            Attributes.ACCESSED,
            Attributes.PARENT);

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Tuple, String> firstPath = new IdentityHashMap<>();
    private final Volume volume;

    VolumeDescription(Volume volume) {
        this.volume = volume;
    }

    /** The description, of the same node types as one that was read from a file. */
    JsonNode describe() throws IOException {
        ObjectNode whole = json.createObjectNode();
        whole.put("version", volume.logExtensions().getFirst().encoding().version());
        whole.put("label", volume.identity().label().text().decode());
        whole.put("uuid", volume.identity().uuid().toString());
        whole.put("volume_bytes", volume.device().size());
        ArrayNode log = whole.putArray("log");
        for (Extension extension : volume.logExtensions()) {
            log.addObject()
                    .put("start_block", extension.startBlock())
                    .put("blocks", extension.blocks())
                    .put("version", extension.encoding().version());
        }
        ObjectNode root = whole.putObject("root");
        for (Tuple.Attribute attribute : Tuples.of(volume.root()).sorted()) {
            Symbol name = attribute.name();
            if (!name.equals(Attributes.CHILDREN) && !name.equals(Attributes.PARENT)) {
                root.set(name.decode(), value(attribute.value()));
            }
        }
        whole.set("entries", entries());
        return json.readTree(whole.toString());
    }

    private ArrayNode entries() throws IOException {
        Map<Symbol, Inode> byPath = new TreeMap<>(Comparator.naturalOrder());
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        firstPath.put(Tuples.of(volume.root()), "/");
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry entry -> byPath.put(path(entry.path()), entry.inode());
                case TreeWalk.Visit.Damaged damaged -> throw damaged.reason();
            }
        }
        byPath.forEach((path, inode) -> firstPath.putIfAbsent(Tuples.of(inode), path.decode()));
        ArrayNode entries = json.createArrayNode();
        for (Map.Entry<Symbol, Inode> entry : byPath.entrySet()) {
            entries.add(entry(entry.getKey().decode(), entry.getValue()));
        }
        return entries;
    }

    private static Symbol path(TreePath path) {
        StringBuilder text = new StringBuilder();
        path.names().forEach(name -> text.append('/').append(name.decode()));
        return Symbol.of(text.toString());
    }

    private ObjectNode entry(String path, Inode inode) throws IOException {
        ObjectNode entry = json.createObjectNode();
        entry.put("path", path);
        switch (inode) {
            case Directory _ -> entry.put("type", "dir");
            case SymbolicLink link ->
                entry.put("type", "symlink").put("target", link.target().decode());
            case Socket _ -> entry.put("type", "socket");
            case SpecialFile special ->
                entry.put("type", special.node().toText().decode());
            case RegularFile file when Tuples.of(file).has(Attributes.EXTENTS) -> describe(file, entry);
            case RegularFile _ -> entry.put("type", "other");
        }
        Tuple tuple = Tuples.of(inode);
        if (tuple.has(Attributes.LINK_COUNT)) {
            entry.put("nlink", inode.linkCount());
        }
        if (!firstPath.get(tuple).equals(path)) {
            entry.put("same_as", firstPath.get(tuple));
        }
        for (Symbol time : new Symbol[] {Attributes.MODIFIED, Attributes.ACCESSED}) {
            tuple.get(time).flatMap(Int::from).ifPresent(found -> {
                entry.put(time.decode(), found.toString());
                assertSameAfterRoundTrip(found);
            });
        }
        ObjectNode xattrs = json.createObjectNode();
        inode.extendedAttributes()
                .forEach((name, value) ->
                        xattrs.put(name.decode(), Base64.getEncoder().encodeToString(value.toByteArray())));
        if (!xattrs.isEmpty()) {
            entry.set("xattrs", xattrs);
        }
        if (tuple.get(Attributes.PARENT).orElse(Flag.PRESENT) instanceof Tuple parent) {
            entry.put("dotdot", firstPath.get(parent));
        }
        ObjectNode other = json.createObjectNode();
        for (Tuple.Attribute attribute : tuple.sorted()) {
            Symbol name = attribute.name();
            if (!NOT_OTHER.contains(name) && !inode.extendedAttributes().containsKey(name)) {
                other.set(name.decode(), value(attribute.value()));
            }
        }
        if (!other.isEmpty()) {
            entry.set("other", other);
        }
        return entry;
    }

    /** A time that the kernel wrote may hold more than nanoseconds; what we make of it may not lose one. */
    private static void assertSameAfterRoundTrip(Int time) {
        Int again = DiskTime.encode(DiskTime.decode(time));
        if (!DiskTime.decode(again).equals(DiskTime.decode(time))) {
            throw new AssertionError(time + " reads as another time after it is written again: " + again);
        }
    }

    private void describe(RegularFile file, ObjectNode entry) throws IOException {
        entry.put("type", "file").put("size", file.length()).put("sha256", sha256(file));
        ArrayNode extents = entry.putArray("extents");
        for (Extent extent : file.extents()) {
            extents.addObject()
                    .put("file_block", extent.fileBlock())
                    .put("start_block", extent.startBlock())
                    .put("length", extent.length())
                    .put("allocated", extent.allocated())
                    .put("uninited", extent.uninitialised());
        }
    }

    private static String sha256(RegularFile file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // An awkward size, so that reads begin and end inside blocks and extents.
            ByteBuffer buffer = ByteBuffer.allocate(99_991);
            long position = 0;
            while (file.read(position, buffer.clear()) > 0) {
                position += buffer.position();
                digest.update(buffer.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode value(Value value) {
        return switch (value) {
            case Text text -> json.getNodeFactory().textNode(utf8(text));
            case Int number -> json.getNodeFactory().textNode(number.toString());
            case Flag _ -> json.getNodeFactory().nullNode();
            case VectorValue vector -> {
                ArrayNode array = json.createArrayNode();
                vector.elements().forEach(element -> array.add(value(element)));
                yield array;
            }
            case Tuple tuple -> {
                ObjectNode object = json.createObjectNode();
                for (Tuple.Attribute attribute : tuple.sorted()) {
                    Symbol name = attribute.name();
                    object.set(name.decode(), value(attribute.value()));
                }
                yield object;
            }
        };
    }

    private static String utf8(ByteString text) {
        if (!text.isUtf8()) {
            throw new AssertionError("no golden volume has a root attribute that is not UTF-8: " + text);
        }
        return text.decode();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Tuples;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Describes the content of a volume: for each path all metadata and the content, but not the positions of the blocks.
 */
public final class VolumeContents {

    /** The attributes that are shown in another form, which does not depend on how they are stored. */
    private static final Set<Symbol> SHOWN_OTHERWISE = Set.of(
            Attributes.CHILDREN,
            Attributes.EXTENTS,
            Attributes.FILE_LENGTH,
            Attributes.LINK_TARGET,
            Attributes.SOCKET,
            Attributes.LINK_COUNT,
            Attributes.MODIFIED,
            Attributes.PARENT,
            Attributes.NODE,
            Attributes.PERMISSIONS);

    private final SortedMap<String, String> byPath = new TreeMap<>();
    private final Map<Inode, String> firstPaths = new HashMap<>();

    private VolumeContents() {}

    /** Describes each entry that can be read; of the others, what is the matter. */
    public static SortedMap<String, String> of(BlockDevice device) throws IOException {
        return of(Volume.open(device));
    }

    /** Describes what a volume shows. */
    public static SortedMap<String, String> of(Volume volume) throws IOException {
        VolumeContents contents = new VolumeContents();
        contents.add("/", volume.root());
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry(TreePath path, Inode inode) -> contents.add(path.toString(), inode);
                case TreeWalk.Visit.Damaged(TreePath path, TfsFormatException reason) ->
                    contents.addDamaged(path.toString(), reason);
            }
        }
        return contents.byPath;
    }

    private void add(String path, Inode inode) throws IOException {
        String first = firstPaths.putIfAbsent(inode, path);
        if (first != null) {
            byPath.put(path, "the same as " + first);
            return;
        }
        try {
            byPath.put(path, describe(inode));
        } catch (TfsFormatException reason) {
            addDamaged(path, reason);
        }
    }

    private void addDamaged(String path, TfsFormatException reason) {
        byPath.put(path, "damaged: " + reason.getMessage());
    }

    private static String describe(Inode inode) throws IOException {
        StringBuilder text = new StringBuilder();
        switch (inode) {
            case Directory _ -> text.append("directory");
            case SymbolicLink link -> text.append("link to ").append(link.target());
            case Socket _ -> text.append("socket");
            case SpecialFile special -> text.append(special.node().toText());
            case RegularFile file ->
                text.append("file of ")
                        .append(file.length())
                        .append(" bytes, sum ")
                        .append(sum(file));
        }
        text.append(", ").append(inode.permissions()).append(", ").append(inode.modified());
        for (Tuple.Attribute attribute : Tuples.of(inode).sorted()) {
            if (!SHOWN_OTHERWISE.contains(attribute.name())) {
                text.append(", ").append(attribute.name()).append(": ").append(Canonical.text(attribute.value()));
            }
        }
        return text.toString();
    }

    private static String sum(RegularFile file) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(1 << 20, file.length()));
        long position = 0;
        while (position < file.length()) {
            file.read(position, buffer.clear());
            position += buffer.position();
            sum.update(buffer.flip());
        }
        return Long.toHexString(sum.getValue());
    }
}

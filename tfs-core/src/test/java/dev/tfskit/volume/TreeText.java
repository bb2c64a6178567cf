// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Attributes;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory and what is below it: names, kinds, all attributes, and which names stand for the same inode. Not where
 * the bytes of files lie, and not the bytes.
 *
 * @param text equal for equal trees
 * @param files by one of its paths, each file
 */
record TreeText(String text, Map<String, RegularFile> files) {

    static TreeText of(Directory top) throws IOException {
        StringBuilder text = new StringBuilder();
        Map<String, RegularFile> files = new TreeMap<>();
        attributes(top, text.append('.'));
        add("", top, text, files, new HashMap<>());
        return new TreeText(text.toString(), files);
    }

    private static void add(
            String path,
            Directory directory,
            StringBuilder text,
            Map<String, RegularFile> files,
            Map<Inode, String> known)
            throws IOException {
        for (DirectoryEntry entry : directory.entries()) {
            Inode inode = entry.inode();
            String name = path + "/" + entry.name().decode();
            text.append(name).append(' ').append(inode.kind());
            String first = known.putIfAbsent(inode, name);
            if (first != null) {
                text.append(" is ").append(first).append('\n');
                continue;
            }
            attributes(inode, text);
            switch (inode) {
                case Directory below -> add(name, below, text, files, known);
                case RegularFile file -> files.put(name, file);
                default -> {}
            }
        }
    }

    private static void attributes(Inode inode, StringBuilder text) {
        for (Tuple.Attribute attribute : Tuples.of(inode).sorted()) {
            if (!attribute.name().equals(Attributes.CHILDREN)
                    && !attribute.name().equals(Attributes.EXTENTS)
                    && !attribute.name().equals(Attributes.PARENT)) {
                text.append(' ')
                        .append(attribute.name().decode())
                        .append('=')
                        .append(Canonical.text(attribute.value()));
            }
        }
        text.append('\n');
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.text.AtomTypes;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the metadata of inodes from the tuples of a manifest (docs/format.md, section 6.2). Not thread-safe. */
final class ManifestMetadata {

    /** Attributes that define the kind of an inode, or are handled elsewhere. */
    private static final Set<Symbol> HANDLED = Set.of(
            Attributes.CHILDREN,
            Attributes.LINK_TARGET,
            Attributes.SOCKET,
            Attributes.NODE,
            Attributes.MODIFIED,
            Attributes.ACCESSED,
            Attributes.PERMISSIONS,
            ManifestAttributes.CONTENTS,
            ManifestAttributes.HARD_LINK,
            ManifestAttributes.TYPES);

    private final ManifestFaults faults;
    private final Consumer<Notice> notices;

    ManifestMetadata(ManifestFaults faults, Consumer<Notice> notices) {
        this.faults = faults;
        this.notices = notices;
    }

    /** Returns the metadata of an entry; adds the faults in it. */
    SourceEntry.Metadata of(TreePath path, Tuple entry) {
        Map<Symbol, Text> extended = new LinkedHashMap<>();
        Map<Symbol, Value> others = new LinkedHashMap<>();
        Optional<Int> accessed = time(path, entry, Attributes.ACCESSED);
        if (accessed.isPresent()) {
            others.put(Attributes.ACCESSED, accessed.get());
        }
        Tuple typed = typed(path, entry);
        for (int i = 0; i < typed.size(); i++) {
            add(path, typed.nameAt(i), typed.valueAt(i), entry, extended, others);
        }
        Optional<Instant> modified = time(path, entry, Attributes.MODIFIED).map(DiskTime::decode);
        return new SourceEntry.Metadata(permissions(path, entry), modified, extended, others);
    }

    private void add(
            TreePath path,
            Symbol name,
            Value value,
            Tuple entry,
            Map<Symbol, Text> extended,
            Map<Symbol, Value> others) {
        if (HANDLED.contains(name)) {
            return;
        }
        if (Attributes.MANAGED.contains(name)) {
            faults.report(
                    path,
                    entry.get(name).orElseThrow(),
                    "the attribute " + name + " is made by the writer of the image; ignored",
                    notices);
        } else if (!Attributes.isExtended(name) || !(value instanceof Text text)) {
            others.put(name, value);
        } else {
            // Of any length: programs on Nanos can set names longer than the 255 bytes of Linux.
            extended.put(name, text);
        }
    }

    /** Returns the attributes without a meaning in manifests, with their types in the image. */
    private Tuple typed(TreePath path, Tuple entry) {
        Optional<Value> types = entry.get(ManifestAttributes.TYPES);
        if (types.isEmpty()) {
            return entry;
        }
        if (!(types.get() instanceof Tuple tuple)) {
            faults.add(path, types.get(), ManifestAttributes.TYPES + " is not the tuple that it should be");
            return entry;
        }
        Tuple others = new Tuple(entry.size());
        for (int i = 0; i < entry.size(); i++) {
            if (!HANDLED.contains(entry.nameAt(i))) {
                others.set(entry.nameAt(i), entry.valueAt(i));
            }
        }
        return AtomTypes.restore(others, tuple, (value, problem) -> faults.add(path, value, problem));
    }

    private Optional<Int> time(TreePath path, Tuple entry, Symbol name) {
        Optional<Value> value = entry.get(name);
        Optional<Int> time = value.flatMap(Int::from);
        if (value.isPresent() && time.isEmpty()) {
            faults.add(
                    path, value.get(), name + " is not a decimal number: seconds since 1970, times 2^32, are expected");
        }
        return time;
    }

    private Optional<Permissions> permissions(TreePath path, Tuple entry) {
        Optional<Value> value = entry.get(Attributes.PERMISSIONS);
        Optional<Permissions> permissions =
                value.flatMap(each -> each instanceof Text text ? Permissions.parse(text) : Optional.empty());
        if (value.isPresent() && permissions.isEmpty()) {
            faults.add(
                    path,
                    value.get(),
                    Attributes.PERMISSIONS + " is not of the form \"MODE UID GID\", such as \"0644 0 0\"");
        }
        return permissions;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.Attributes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestFault;
import dev.tfskit.text.ManifestText;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A manifest with the additions of the command line (docs/format.md, section 6): a tree for the boot volume, a tree for
 * the root volume, and sizes. Immutable.
 */
public final class Manifest {

    private final List<ManifestText> texts;
    private final Tuple root;
    private final @Nullable Tuple boot;
    /** Whether the kernel of the boot volume is an entry of the root volume, too. */
    private final boolean isBootOfRoot;

    private Manifest(List<ManifestText> texts, Tuple root, @Nullable Tuple boot, boolean isBootOfRoot) {
        this.texts = texts;
        this.root = root;
        this.boot = boot;
        this.isBootOfRoot = isBootOfRoot;
    }

    /**
     * The contents of an image.
     *
     * @param rootEntries the root volume: its tree, and all attributes of its root
     * @param bootEntries the boot volume, if there is one
     * @param imageSize the least size in bytes that the manifest requires
     * @param coreDumpLimit the size in bytes of a core dump, which must fit
     */
    public record Resolved(
            List<SourceEntry> rootEntries,
            Optional<List<SourceEntry>> bootEntries,
            OptionalLong imageSize,
            OptionalLong coreDumpLimit) {

        /**
         * Returns the entries of the root volume, from the start each time.
         *
         * @return a new source
         */
        public TreeSource root() {
            return new ManifestSource(rootEntries);
        }

        /**
         * Returns the entries of the root volume, from the start each time, without one attribute of the root.
         *
         * @param name the name of the attribute
         * @return a new source
         */
        public TreeSource rootWithout(Symbol name) {
            return new ManifestSource(rootEntries.stream()
                    .map(entry -> entry.path().isRoot() ? without((SourceEntry.Directory) entry, name) : entry)
                    .toList());
        }

        private static SourceEntry without(SourceEntry.Directory root, Symbol name) {
            SourceEntry.Metadata metadata = root.metadata();
            Map<Symbol, Value> others = new LinkedHashMap<>(metadata.others());
            others.remove(name);
            return new SourceEntry.Directory(
                    root.path(),
                    new SourceEntry.Metadata(
                            metadata.permissions(), metadata.modified(), metadata.extendedAttributes(), others));
        }

        /**
         * Returns the entries of the boot volume, from the start each time.
         *
         * @return a new source; empty without a boot volume
         */
        public Optional<TreeSource> boot() {
            return bootEntries.map(ManifestSource::new);
        }

        /**
         * Returns an attribute of the root volume's root.
         *
         * @param name the name of the attribute
         * @return its value; empty if the manifest does not set it
         */
        public Optional<Value> rootAttribute(Symbol name) {
            return rootEntries.stream()
                    .filter(entry -> entry.path().isRoot())
                    .map(SourceEntry.Directory.class::cast)
                    .map(root -> root.metadata().others().get(name))
                    .filter(Objects::nonNull)
                    .findFirst();
        }

        /**
         * Returns the least size of the image.
         *
         * @param option the size in bytes on the command line, 0 for none; the manifest overrides it, as in the C tool
         * @return the size in bytes
         */
        public long wantedBytes(long option) {
            return Math.max(imageSize.orElse(option), coreDumpLimit.orElse(0));
        }
    }

    /**
     * Combines a manifest with the additions of the command line.
     *
     * @param text the manifest
     * @param further tuples whose attributes replace those of the root, in this order
     * @param kernel the kernel on the host, in place of the one in the boot volume; null keeps that
     * @return the manifest
     */
    public static Manifest of(ManifestText text, List<ManifestText> further, @Nullable Path kernel) {
        List<ManifestText> texts = new ArrayList<>(List.of(text));
        texts.addAll(further);
        Tuple root = copy(text.root());
        for (ManifestText each : further) {
            for (Tuple tuple : each.tuples()) {
                root.setAll(tuple);
            }
        }
        Optional<Tuple> boot = root.tuple(ManifestAttributes.BOOT);
        if (kernel != null) {
            Text path = Text.wrap(HostNames.linkTarget(kernel));
            return new Manifest(texts, root, withKernel(boot.orElseGet(Tuple::new), path), false);
        }
        if (boot.isPresent() || root.has(ManifestAttributes.BOOT)) {
            return new Manifest(texts, root, boot.orElse(null), false);
        }
        Optional<Tuple> ofRoot = root.tuple(Attributes.CHILDREN)
                .flatMap(children -> children.tuple(ManifestAttributes.KERNEL))
                .map(entry -> single(Attributes.CHILDREN, single(ManifestAttributes.KERNEL, entry)));
        return new Manifest(texts, root, ofRoot.orElse(null), ofRoot.isPresent());
    }

    private static Tuple withKernel(Tuple boot, Text path) {
        Tuple children = boot.tuple(Attributes.CHILDREN).orElseGet(Tuple::new);
        Tuple entry = children.tuple(ManifestAttributes.KERNEL).orElseGet(Tuple::new);
        Tuple contents = entry.tuple(ManifestAttributes.CONTENTS).orElseGet(Tuple::new);
        Tuple named = with(contents, ManifestAttributes.HOST, path);
        return with(
                boot,
                Attributes.CHILDREN,
                with(children, ManifestAttributes.KERNEL, with(entry, ManifestAttributes.CONTENTS, named)));
    }

    private static Tuple with(Tuple tuple, Symbol name, Value value) {
        Tuple changed = copy(tuple);
        changed.set(name, value);
        return changed;
    }

    private static Tuple single(Symbol name, Value value) {
        return with(new Tuple(), name, value);
    }

    private static Tuple copy(Tuple tuple) {
        Tuple copy = new Tuple(tuple.size());
        copy.setAll(tuple);
        return copy;
    }

    /**
     * Returns whether the root volume gets files of the host.
     *
     * @return true if {@link #resolve} looks up a file for the root volume
     */
    public boolean namesFiles() {
        return ManifestTree.namesFiles(root);
    }

    /**
     * Checks everything in the manifest, and finds and measures the files of the host, before anything is written.
     *
     * @param host finds the files of the host
     * @param notices receives a notice about each of the first 50 oddities that are no faults, and one with the number
     *     of the others
     * @return the contents of the image
     * @throws ManifestException when the manifest has faults; holds all of them
     */
    public Resolved resolve(HostLookup host, Consumer<Notice> notices) throws ManifestException {
        for (ManifestText text : texts) {
            for (ManifestFault notice : text.notices()) {
                notices.accept(new Notice(notice.subject(), notice.problem()));
            }
        }
        ManifestFaults faults = new ManifestFaults(texts);
        OptionalLong imageSize = size(ManifestAttributes.IMAGE_SIZE, faults);
        OptionalLong coreDumpLimit = size(ManifestAttributes.CORE_DUMP_LIMIT, faults);
        if (boot == null) {
            root.get(ManifestAttributes.BOOT)
                    .ifPresent(value -> faults.add("boot", value, "is not a tuple like that of the root"));
        }
        // Faults of a kernel that is in the root volume, too, are reported there.
        Optional<List<SourceEntry>> bootEntries = Optional.ofNullable(boot)
                .map(tree -> isBootOfRoot
                        ? entries(tree, host, new ManifestFaults(texts), _ -> {})
                        : entries(tree, host, faults, notices));
        Tuple withoutConsumed = copy(root);
        withoutConsumed.remove(ManifestAttributes.BOOT);
        withoutConsumed.remove(ManifestAttributes.IMAGE_SIZE);
        List<SourceEntry> rootEntries = entries(withoutConsumed, host, faults, notices);
        faults.reportFurther(notices);
        faults.throwIfAny();
        return new Resolved(rootEntries, bootEntries, imageSize, coreDumpLimit);
    }

    private static List<SourceEntry> entries(
            Tuple tree, HostLookup host, ManifestFaults faults, Consumer<Notice> notices) {
        return new ManifestTree(host, faults, notices).read(tree);
    }

    private OptionalLong size(Symbol name, ManifestFaults faults) {
        Optional<Value> value = root.get(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong size = value.get() instanceof Text text ? SizeText.parseInManifest(text) : OptionalLong.empty();
        if (size.isEmpty()) {
            faults.add(name.quoted(), value.get(), "a number of bytes is expected, such as 4096, 64K, 10M or 2G");
        }
        return size;
    }
}

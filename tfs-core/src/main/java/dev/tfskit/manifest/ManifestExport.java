// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.AtomTypes;
import dev.tfskit.text.ManifestPrinter;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.CompositeWalk;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Prints the manifest of a volume (docs/format.md, section 6). With the contents of the files, the same volume can be
 * made from it. Entries and attributes that a manifest cannot express are left out and reported. One instance prints
 * one manifest, in one thread.
 */
public final class ManifestExport {

    private static final Text PRESENT = Text.of("");

    private final Volume volume;
    private final Text directory;
    private final Consumer<EntryProblem> problems;
    private Optional<EntryComment> comment = Optional.empty();
    private Set<TreePath> omitted = Set.of();
    private final Map<Inode, TreePath> firstNames = new HashMap<>();
    private final Set<Composite> printed = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Creates the manifest of a whole volume.
     *
     * @param volume the volume
     * @param directory the prefix of the path of each file, to name its contents on the host; may be empty
     * @param problems receives everything that is left out
     */
    public ManifestExport(Volume volume, Text directory, Consumer<EntryProblem> problems) {
        this.volume = volume;
        this.directory = withoutSlash(directory);
        this.problems = problems;
    }

    /**
     * Also writes a comment above each entry but further names of a file: the time as a date, and of a file the SHA-256
     * of its content. Readers of manifests pass over comments.
     *
     * @return this
     */
    public ManifestExport withComments() {
        comment = Optional.of(new EntryComment(problems));
        return this;
    }

    /**
     * Leaves out entries and everything below them, without a report. Without this, none is left out.
     *
     * @param paths the paths of the entries
     * @return this
     */
    public ManifestExport without(Set<TreePath> paths) {
        omitted = Set.copyOf(paths);
        return this;
    }

    private static Text withoutSlash(Text directory) {
        byte[] bytes = directory.toByteArray();
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == '/') {
            length--;
        }
        return Text.wrap(Arrays.copyOf(bytes, length));
    }

    /**
     * Prints the manifest.
     *
     * @param target the stream; should be buffered, and stays open
     * @throws IOException when it cannot be written
     */
    public void to(OutputStream target) throws IOException {
        ManifestPrinter printer = new ManifestPrinter(target);
        printer.begin();
        printComment(printer, TreePath.ROOT, volume.root());
        for (Tuple.Attribute attribute : attributes(TreePath.ROOT, volume.root(), ManifestAttributes.OF_ROOT)) {
            printer.newLine();
            printer.attribute(attribute.name(), attribute.value());
        }
        printer.newLine();
        printer.begin(Attributes.CHILDREN);
        printTree(printer);
        printer.end();
        printer.end();
        target.write('\n');
    }

    private void printTree(ManifestPrinter printer) throws IOException {
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        int open = 1;
        int leftOut = Integer.MAX_VALUE;
        while (walk.hasNext()) {
            TreeWalk.Visit visit = walk.next();
            if (walk.depth() > leftOut) {
                continue;
            }
            leftOut = Integer.MAX_VALUE;
            for (; open > walk.depth(); open--) {
                printer.end();
                printer.end();
            }
            Optional<Directory> entered = print(printer, visit);
            if (entered.isPresent()) {
                open++;
            } else {
                leftOut = walk.depth();
            }
        }
        for (; open > 1; open--) {
            printer.end();
            printer.end();
        }
    }

    /** Prints an entry, or only the beginning of a directory. Returns the directory that is open now. */
    private Optional<Directory> print(ManifestPrinter printer, TreeWalk.Visit visit) throws IOException {
        TreePath path = visit.path();
        if (omitted.contains(path)) {
            return Optional.empty();
        }
        Inode inode;
        List<Tuple.Attribute> kind;
        try {
            inode = inode(visit);
            kind = kind(path, inode);
        } catch (TfsFormatException | NameNotAllowedException e) {
            problems.accept(new EntryProblem(
                    path, e instanceof NameNotAllowedException name ? name.getReason() : Messages.reasonOf(e)));
            return Optional.empty();
        }
        boolean isOtherName = !kind.isEmpty() && kind.getFirst().name().equals(ManifestAttributes.HARD_LINK);
        if (!isOtherName) {
            printComment(printer, path, inode);
        }
        printer.newLine();
        printer.begin(path.name());
        List<Tuple.Attribute> all = new ArrayList<>(kind);
        if (!isOtherName) {
            all.addAll(attributes(path, inode, ManifestAttributes.OF_ENTRIES));
        }
        for (Tuple.Attribute attribute : all) {
            printer.attribute(attribute.name(), attribute.value());
        }
        if (inode instanceof Directory directory) {
            printer.begin(Attributes.CHILDREN);
            return Optional.of(directory);
        }
        printer.end();
        return Optional.empty();
    }

    private void printComment(ManifestPrinter printer, TreePath path, Inode inode) throws IOException {
        String text = comment.isPresent() ? comment.get().of(path, inode) : "";
        if (!text.isEmpty()) {
            printer.comment(text);
        }
    }

    private static Inode inode(TreeWalk.Visit visit) throws TfsFormatException, NameNotAllowedException {
        Directory.checkName(visit.path().name());
        if (visit.path().name().equals(ManifestAttributes.CONTENTS)) {
            throw new NameNotAllowedException(
                    visit.path().toString(),
                    "an entry named contents cannot be expressed in a manifest; it is left out");
        }
        return switch (visit) {
            case TreeWalk.Visit.Entry entry -> entry.inode();
            case TreeWalk.Visit.Damaged damaged -> throw damaged.reason();
        };
    }

    /** Returns the attributes that define the kind of an inode, except the entries of a directory. */
    private List<Tuple.Attribute> kind(TreePath path, Inode inode) throws TfsFormatException {
        Optional<TreePath> first = Optional.ofNullable(firstNames.get(inode));
        if (first.isPresent()) {
            return List.of(new Tuple.Attribute(
                    ManifestAttributes.HARD_LINK, first.get().toText()));
        }
        List<Tuple.Attribute> kind = switch (inode) {
            case Directory _ -> List.of();
            case SymbolicLink link -> List.of(new Tuple.Attribute(Attributes.LINK_TARGET, link.target()));
            case Socket _ -> List.of(new Tuple.Attribute(Attributes.SOCKET, PRESENT));
            case SpecialFile special ->
                List.of(new Tuple.Attribute(Attributes.NODE, special.node().toText()));
            case RegularFile file -> contents(path, file);
        };
        // Registered only now, because other names cannot refer to a name that was left out.
        if (!(inode instanceof Directory)) {
            firstNames.put(inode, path);
        }
        return kind;
    }

    private List<Tuple.Attribute> contents(TreePath path, RegularFile file) throws TfsFormatException {
        // A length that cannot be read is damage; the extraction leaves the file out, too.
        file.length();
        Text below = path.toText();
        byte[] host = new byte[directory.length() + below.length()];
        directory.copyTo(host, 0);
        below.copyTo(host, directory.length());
        Tuple contents = new Tuple(1);
        contents.set(ManifestAttributes.HOST, Text.wrap(host));
        return List.of(new Tuple.Attribute(ManifestAttributes.CONTENTS, contents));
    }

    /**
     * Returns the other attributes of an inode, in the order of the names, and last the types of those that are not
     * texts.
     */
    private List<Tuple.Attribute> attributes(TreePath path, Inode inode, Set<Symbol> reserved) {
        Tuple others = new Tuple();
        List<Tuple.Attribute> found = new ArrayList<>();
        for (Tuple.Attribute attribute : inode.attributes()) {
            Symbol name = attribute.name();
            if (name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED)) {
                addTime(path, attribute, found);
            } else if (name.equals(Attributes.PERMISSIONS)) {
                addPermissions(path, attribute, found);
            } else if (!Attributes.MANAGED.contains(name) && isExpressible(path, attribute, reserved)) {
                others.set(name, attribute.value());
                found.add(attribute);
            }
        }
        AtomTypes.of(others).ifPresent(types -> found.add(new Tuple.Attribute(ManifestAttributes.TYPES, types)));
        return found;
    }

    private void addTime(TreePath path, Tuple.Attribute attribute, List<Tuple.Attribute> found) {
        Optional<Int> time = Int.from(attribute.value());
        if (time.isEmpty()) {
            problems.accept(new EntryProblem(path, "its " + attribute.name() + " is not a number; left out"));
        } else {
            // A negative number is read as 1970, which a manifest can express.
            found.add(new Tuple.Attribute(attribute.name(), time.get().negative() ? Int.of(0) : time.get()));
        }
    }

    private void addPermissions(TreePath path, Tuple.Attribute attribute, List<Tuple.Attribute> found) {
        if (attribute.value() instanceof Text text && Permissions.parse(text).isPresent()) {
            found.add(attribute);
        } else {
            problems.accept(new EntryProblem(
                    path, "its " + attribute.name() + " is not of the form \"MODE UID GID\"; left out"));
        }
    }

    private boolean isExpressible(TreePath path, Tuple.Attribute attribute, Set<Symbol> reserved) {
        boolean isReserved =
                reserved.contains(attribute.name()) || attribute.name().length() == 0;
        if (isReserved || !isOwn(attribute.value())) {
            problems.accept(new EntryProblem(
                    path,
                    "its attribute " + attribute.name() + " cannot be expressed in a manifest"
                            + (isReserved
                                    ? ", where the name means something else"
                                    : ": it has parts in common with another one")
                            + "; left out"));
            return false;
        }
        return true;
    }

    /** Returns whether no part of a value was printed before: shared parts could fill any disk. */
    private boolean isOwn(Value value) {
        CompositeWalk walk = new CompositeWalk(_ -> true);
        walk.add(value);
        while (walk.hasNext()) {
            Composite next = walk.next();
            // This also ends the walk where the value forms a cycle.
            if (!printed.add(next)) {
                return false;
            }
            walk.addMembers(next);
        }
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.archive.ArchiveOptions;
import dev.tfskit.archive.Archives;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.image.unpack.UnpackedTree;
import dev.tfskit.io.Handover;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.LayeredTree;
import dev.tfskit.source.lookup.ListedTree;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A package of {@code ops}: a program with all that it needs. It is a directory with {@code package.manifest}, which is
 * a configuration, with the tree {@code sysroot}, and with files such as the program; or an archive of such a
 * directory, with or without the directory itself. Not thread-safe.
 */
public final class OpsPackage implements Closeable {

    private static final Symbol MANIFEST = Symbol.of("package.manifest");
    private static final Symbol SYSROOT = Symbol.of("sysroot");

    private final SourceTree unpacked;
    private final PackageFiles files;
    private final OpsConfiguration own;
    private final Optional<OpsConfiguration> above;
    private final OpsConfiguration configuration;

    private OpsPackage(SourceTree unpacked, PackageFiles files, OpsConfiguration own, Optional<OpsConfiguration> above)
            throws FileSystemException {
        this.unpacked = unpacked;
        this.files = files;
        this.own = own;
        this.above = above;
        this.configuration = above.isPresent() ? above.get().over(own) : own;
    }

    /**
     * Opens a package.
     *
     * @param file a directory or an archive
     * @param above the configuration that wins over the manifest of the package, if there is one
     * @param temporaryDirectory where an archive is unpacked, into a file without a name
     * @param notices receives keys that are not known, and what an archive has that cannot be unpacked
     * @return the package, which the caller closes
     * @throws ArchiveException when the file is not an archive that can be read, or its manifest is not JSON
     * @throws FileSystemException when it has no manifest, or a value of the manifest is not possible
     * @throws IOException when it cannot be read
     */
    public static OpsPackage open(
            Path file, Optional<OpsConfiguration> above, Path temporaryDirectory, Consumer<Notice> notices)
            throws IOException {
        SourceTree tree = tree(file, temporaryDirectory, notices);
        try (Handover handover = new Handover(tree)) {
            String name = file.toString();
            TreePath top = top(tree)
                    .orElseThrow(() -> new FileSystemException(
                            name,
                            null,
                            "is not a package of ops: it has no package.manifest; name the "
                                    + "directory or archive of one"));
            SourceTree beside = new Subtree(tree, top);
            TreePath sysroot = top.child(SYSROOT);
            PackageFiles files = new PackageFiles(
                    beside, isDirectory(tree, sysroot) ? new Subtree(tree, sysroot) : new ListedTree(), name);
            byte[] manifest = read(files.file(MANIFEST.decode(), TreePath.ROOT), name);
            OpsConfiguration own = OpsConfiguration.ofPackage(manifest, name + ": " + MANIFEST.decode(), notices);
            return handover.to(new OpsPackage(tree, files, own, above));
        }
    }

    private static SourceTree tree(Path file, Path temporaryDirectory, Consumer<Notice> notices) throws IOException {
        if (Files.isDirectory(file)) {
            return new HostTree(file);
        }
        ArchiveOptions options = ArchiveOptions.excluding(Excludes.NONE).withTemporaryFilesIn(temporaryDirectory);
        try (TreeSource archive = Archives.open(file, options, notices)) {
            return UnpackedTree.of(List.of(archive), temporaryDirectory, notices);
        }
    }

    /** Returns the directory with the manifest: the root, or the only directory in it. */
    private static Optional<TreePath> top(SourceTree tree) throws IOException {
        if (tree.find(TreePath.ROOT.child(MANIFEST)).isPresent()) {
            return Optional.of(TreePath.ROOT);
        }
        for (Symbol name : tree.names(TreePath.ROOT)) {
            TreePath path = TreePath.ROOT.child(name);
            if (isDirectory(tree, path) && tree.find(path.child(MANIFEST)).isPresent()) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static boolean isDirectory(SourceTree tree, TreePath path) throws IOException {
        return tree.find(path)
                .filter(found -> found.entry() instanceof SourceEntry.Directory)
                .isPresent();
    }

    private static byte[] read(SourceEntry.File file, String name) throws IOException {
        if (file.size() > ConfigurationReader.MOST_BYTES) {
            throw new FileSystemException(
                    name,
                    null,
                    "has a package.manifest larger than " + ConfigurationReader.MOST_BYTES
                            + " bytes, which no configuration is; name another package");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        try (Content.Reader reader = file.content().open()) {
            while (bytes.hasRemaining() && reader.read(bytes, bytes.position()) >= 0) {
                // Go on until the buffer is full or the file ends.
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /**
     * Returns the manifest of the package as a configuration, with the other configuration over it.
     *
     * @return the configuration; all files of the host in it come from the other configuration, none from the package
     */
    public OpsConfiguration configuration() {
        return configuration;
    }

    /**
     * Returns the path that the program of the package has in the image: an absolute {@code Program} is a path in
     * {@code sysroot}, and the last name of another one is a file beside the manifest, which goes to the root.
     *
     * @return the path; empty when the package names no program, or the configuration over it names another one
     */
    public Optional<String> program() {
        return above.flatMap(OpsConfiguration::program).isPresent()
                ? Optional.empty()
                : own.program().map(OpsPackage::imagePath);
    }

    private static String imagePath(String program) {
        return program.startsWith("/") ? program : "/" + program.substring(program.lastIndexOf('/') + 1);
    }

    /**
     * Returns the arguments of the program.
     *
     * @param words the arguments of the command line; if there are any, they replace those of the configuration over
     *     the package
     * @return the arguments of the package, then the words or, without words, those of the configuration. If the first
     *     word is the first argument of the package, which is the name of its program, the words replace all arguments
     */
    public List<String> arguments(List<String> words) {
        List<String> all = own.arguments();
        if (words.isEmpty()) {
            return configuration.arguments();
        }
        if (!all.isEmpty() && all.getFirst().equals(words.getFirst())) {
            return List.copyOf(words);
        }
        return Stream.concat(all.stream(), words.stream()).toList();
    }

    /**
     * Returns the tree in which the program and its libraries are looked up: {@code sysroot}, and the program in it.
     *
     * @return the tree, which must not be used once the package is closed
     * @throws IOException when the package cannot be read
     */
    public SourceTree tree() throws IOException {
        ListedTree listed = new ListedTree();
        Optional<SourceEntry.File> program = programBesideManifest();
        program.ifPresent(file -> listed.add(new SourceTree.Found(file, file.path())));
        return new LayeredTree(List.of(listed, files.sysroot()));
    }

    private Optional<SourceEntry.File> programBesideManifest() throws IOException {
        Optional<String> program = own.program().filter(path -> !path.startsWith("/"));
        if (program.isEmpty()) {
            return Optional.empty();
        }
        String path = imagePath(program.get());
        return Optional.of(
                files.file(path.substring(1), ImageEntries.imagePath(path, "correct Program in package.manifest")));
    }

    /**
     * Collects the entries that the package puts into the image: all of {@code sysroot}, the program, the files that
     * its manifest names, and over them those of the other configuration, as {@link OpsConfiguration#entries} does. As
     * in ops, a file or directory of the current directory goes in when it is the first argument after the name of the
     * program, unless {@code DisableArgsCopy} is set or the package itself has the argument.
     *
     * @param arguments the arguments, the name of the program first
     * @param targetRoot the tree in which absolute paths of the other configuration are looked up first; it must stay
     *     open while contents are read
     * @param before what the image has before; a link in it that leads to a directory stays, and what goes below it
     *     goes to where the link leads
     * @param makesCommonFiles whether the files of every image are made
     * @param notices receives what cannot go in, and patterns that match nothing
     * @return the entries
     * @throws FileSystemException when a file or directory is not there, or a path leads out of the image
     * @throws IOException when package, host or what the image has cannot be read
     */
    public ImageEntries entries(
            List<String> arguments,
            SourceTree targetRoot,
            SourceTree before,
            boolean makesCommonFiles,
            Consumer<Notice> notices)
            throws IOException {
        ImageEntries entries = new ImageEntries(before, notices);
        entries.addTree(files.sysroot(), TreePath.ROOT, "sysroot of the package");
        Optional<SourceEntry.File> program = programBesideManifest();
        if (program.isPresent()) {
            entries.put(program.get(), "program of the package");
        }
        if (makesCommonFiles) {
            configuration.addCommonFiles(entries);
        }
        own.addFiles(entries, files);
        if (above.isPresent()) {
            above.get().addFiles(entries, above.get().hostFiles(targetRoot));
        }
        configuration.addMountPoints(entries);
        if (configuration.copiesArguments()) {
            addArgument(arguments, entries);
        }
        return entries;
    }

    private void addArgument(List<String> arguments, ImageEntries entries) throws IOException {
        List<String> mine = own.arguments();
        if (arguments.size() < 2 || mine.size() > 1 && arguments.get(1).equals(mine.get(1))) {
            return;
        }
        String path = arguments.get(1);
        Optional<Path> file = possible(path);
        if (path.isEmpty()
                || file.isEmpty()
                || file.get().isAbsolute()
                || file.get().normalize().startsWith("..")) {
            return;
        }
        NamedFiles here = new HostFiles(new ListedTree(), Path.of(""));
        if (here.isDirectory(path)) {
            entries.addDirectory("Args", path, here);
        } else if (Files.isRegularFile(file.get())) {
            entries.addFile("Args", path, here);
        }
    }

    /** Returns the file that an argument names; empty when no file of this host can have the name. */
    private static Optional<Path> possible(String argument) {
        try {
            return Optional.of(Path.of(argument));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Closes the package; its entries can no longer be read. */
    @Override
    public void close() throws IOException {
        unpacked.close();
    }
}

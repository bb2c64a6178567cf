// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.Notice;
import dev.tfskit.source.lookup.CachedTree;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A configuration of {@code ops}, reduced to the keys that concern an image. A method returns a path as the
 * configuration has it, unless its description says otherwise. Immutable.
 */
public final class OpsConfiguration {

    private static final String FILES_PARENT = "LocalFilesParentDirectory";

    private static final Set<String> HOST_PATHS =
            Set.of("TargetRoot", FILES_PARENT, "Kernel", "Boot", "UefiBoot", "KlibDir");

    private final Path directory;
    private final CheckedObject keys;
    private final CheckedObject run;
    private final CheckedObject cloud;
    private final List<CheckedObject> nics;
    private final Tuple attributes;

    OpsConfiguration(
            Path directory, CheckedObject keys, CheckedObject run, CheckedObject cloud, List<CheckedObject> nics)
            throws FileSystemException {
        this.directory = directory;
        this.keys = keys;
        this.run = run;
        this.cloud = cloud;
        this.nics = nics;
        this.attributes = ImageAttributes.of(keys, run, nics);
    }

    /**
     * Reads a configuration.
     *
     * @param file a JSON document
     * @param notices receives a notice about each unknown key, and about {@code TFSv4}, which has no effect
     * @return the configuration
     * @throws ArchiveException when the file is not JSON; it names line and column
     * @throws FileSystemException when a value is not of the kind that its key takes, or not possible; it names line
     *     and column
     * @throws IOException when the file cannot be read
     */
    public static OpsConfiguration read(Path file, Consumer<Notice> notices) throws IOException {
        Path directory = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        return ConfigurationReader.parse(
                ConfigurationReader.bytes(file), file.toString(), directory, Set.of(), notices);
    }

    /**
     * Reads the manifest of a package. Paths of the host in it are ignored.
     *
     * @param name the name of the manifest in messages
     * @throws FileSystemException as {@link #read} does
     */
    static OpsConfiguration ofPackage(byte[] manifest, String name, Consumer<Notice> notices) throws IOException {
        return ConfigurationReader.parse(manifest, name, Path.of(""), HOST_PATHS, notices);
    }

    /**
     * Puts this configuration over that of a package. Its single values win, and so do its members of the objects
     * {@code Env}, {@code Mounts} and {@code ManifestPassthrough}; its lists {@code Args}, {@code Klibs},
     * {@code Debugflags} and {@code NoTrace} come after those of the package. {@code Files}, {@code Dirs} and
     * {@code MapDirs} stay those of this configuration, because their paths are relative to another directory.
     *
     * @throws FileSystemException never in practice: {@link #read} has checked both configurations
     */
    OpsConfiguration over(OpsConfiguration below) throws FileSystemException {
        return new OpsConfiguration(
                directory,
                keys.over(below.keys),
                run.over(below.run),
                cloud.over(below.cloud),
                nics.isEmpty() ? below.nics : nics);
    }

    /**
     * Returns {@code Program}.
     *
     * @return a path in the target root when it is absolute, and otherwise one of the host
     */
    public Optional<String> program() {
        return keys.text("Program");
    }

    /**
     * Returns {@code Args}, the arguments after the name of the program.
     *
     * @return the arguments
     */
    public List<String> arguments() {
        return keys.allTexts("Args");
    }

    /**
     * Returns the variables of the environment. Those of {@code Env} win over those that ops sets by itself, except
     * {@code OPS_PORT}, which ops sets last.
     *
     * @param architecture the machine, as ops names it, such as {@code amd64}
     * @param version the version of Nanos, unless the configuration names it
     * @param program the program, which names the image if the configuration does not
     * @return the variables by name
     */
    public Map<String, String> environment(String architecture, Optional<String> version, String program) {
        return new OpsEnvironment(keys, run, cloud).variables(architecture, version, program);
    }

    /**
     * Returns {@code TargetRoot}.
     *
     * @return a directory of the host
     */
    public Optional<String> targetRoot() {
        return keys.text("TargetRoot");
    }

    /**
     * Returns {@code Boot}.
     *
     * @return the boot file on the host
     */
    public Optional<String> bootFile() {
        return keys.text("Boot");
    }

    /**
     * Returns {@code UefiBoot}.
     *
     * @return the UEFI loader on the host
     */
    public Optional<String> loader() {
        return keys.text("UefiBoot");
    }

    /**
     * Returns {@code Uefi}.
     *
     * @return whether a UEFI loader goes in; empty when the configuration does not say it
     */
    public Optional<Boolean> uefi() {
        return keys.flag("Uefi");
    }

    /**
     * Returns {@code Kernel}.
     *
     * @return the kernel on the host
     */
    public Optional<String> kernel() {
        return keys.text("Kernel");
    }

    /**
     * Returns {@code KlibDir}.
     *
     * @return the directory of klibs on the host
     */
    public Optional<String> klibDirectory() {
        return keys.text("KlibDir");
    }

    /**
     * Returns the klibs of {@code Klibs}, and those that other keys need: {@code tls} and {@code radar} for the
     * variable {@code RADAR_KEY}, {@code firewall} for the attribute of this name.
     *
     * @return the names
     */
    public List<String> klibs() {
        Set<String> names = new LinkedHashSet<>(keys.allTexts("Klibs"));
        if (keys.textsByName("Env").containsKey("RADAR_KEY")) {
            names.addAll(List.of("tls", "radar"));
        }
        if (keys.members("ManifestPassthrough").containsKey("firewall")) {
            names.add("firewall");
        }
        return List.copyOf(names);
    }

    /**
     * Returns {@code BaseVolumeSz}.
     *
     * @return the least size of the image, as text
     */
    public Optional<String> size() {
        return keys.text("BaseVolumeSz");
    }

    /**
     * Returns the attributes of the root that the configuration sets, other than those of the program.
     *
     * @return the attributes; do not change them
     */
    public Tuple attributes() {
        return attributes;
    }

    /**
     * Collects the entries that the configuration puts into the image: {@code Files}, {@code MapDirs}, {@code Dirs},
     * the directories of {@code Mounts}, and on request {@code /etc/resolv.conf}, {@code /etc/passwd} and
     * {@code /proc/sys/kernel/hostname}.
     *
     * @param targetRoot the tree in which absolute paths are looked up first; it must stay open while contents are read
     * @param before what the image has before; a link in it that leads to a directory stays, and what the configuration
     *     puts below it goes to where the link leads
     * @param makesCommonFiles whether these three files are made
     * @param notices receives a notice about each pattern of {@code MapDirs} that matches nothing
     * @return the entries
     * @throws FileSystemException when a file or directory is not there, or a path leads out of the image
     * @throws IOException when the target root, the host or what the image has cannot be read
     */
    public ImageEntries entries(
            SourceTree targetRoot, SourceTree before, boolean makesCommonFiles, Consumer<Notice> notices)
            throws IOException {
        ImageEntries entries = new ImageEntries(before, notices);
        if (makesCommonFiles) {
            addCommonFiles(entries);
        }
        addFiles(entries, hostFiles(targetRoot));
        addMountPoints(entries);
        return entries;
    }

    /** Returns where the files that the configuration names are found. */
    NamedFiles hostFiles(SourceTree targetRoot) throws FileSystemException {
        return new HostFiles(new CachedTree(targetRoot), parentOfFiles());
    }

    void addCommonFiles(ImageEntries entries) throws IOException {
        List<String> servers = keys.texts("NameServers");
        entries.addCommonFiles(servers.isEmpty() ? List.of("8.8.8.8") : servers);
    }

    /** Adds {@code Files}, {@code MapDirs} and {@code Dirs}, without those of a package below. */
    void addFiles(ImageEntries entries, NamedFiles files) throws IOException {
        CheckedObject own = keys.own();
        for (String path : own.texts("Files")) {
            entries.addFile("Files", path, files);
        }
        for (Map.Entry<String, String> mapped : own.textsByName("MapDirs").entrySet()) {
            entries.addMapped(mapped.getKey(), mapped.getValue(), files);
        }
        for (String path : own.texts("Dirs")) {
            entries.addDirectory("Dirs", path, files);
        }
    }

    void addMountPoints(ImageEntries entries) throws IOException {
        for (String path : keys.textsByName("Mounts").values()) {
            entries.addMountPoint(path);
        }
    }

    /** Returns whether the file that an argument names goes in with a package. */
    boolean copiesArguments() {
        return !keys.flag("DisableArgsCopy").orElse(false);
    }

    /** Returns where relative paths begin: {@code LocalFilesParentDirectory}, or the directory of the configuration. */
    private Path parentOfFiles() throws FileSystemException {
        Optional<String> parent = keys.text(FILES_PARENT);
        if (parent.isEmpty()) {
            return directory;
        }
        try {
            return Path.of(parent.get());
        } catch (InvalidPathException e) {
            throw keys.problem(FILES_PARENT, FILES_PARENT + " is not a possible path on this host; correct it");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.io.Handover;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.FileIdentity;
import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostNode;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.posix.tree.OpenDirectories;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.volume.EntryProblem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a tree on Linux, relative to open directories. Owners are set when the program runs as root. */
final class PosixTree implements TargetTree {

    private final PosixHost host;
    private final HostDirectory root;
    private final OpenDirectories directories;
    /** Other open directories, because the names of an inode may be far from each other. */
    private @Nullable OpenDirectories others;

    private final long user;
    private final PosixAttributes setter;
    private final EntryReplacement replacement;

    /** Creates a tree in an existing directory. */
    PosixTree(PosixHost host, Path directory, Consumer<EntryProblem> warnings) throws IOException {
        this(host, host.openDirectory(directory), warnings);
    }

    private PosixTree(PosixHost host, HostDirectory root, Consumer<EntryProblem> warnings) {
        this.host = host;
        this.root = root;
        this.directories = new OpenDirectories(root);
        this.user = host.effectiveUser();
        this.setter = new PosixAttributes(user, warnings);
        this.replacement = new EntryReplacement(warnings);
    }

    /** Opens the root by its descriptor: its name may lead elsewhere by now. */
    @Override
    public Optional<Opener> opener() {
        return Optional.of(forWarnings -> {
            PosixHost other = PosixHost.open().orElseThrow();
            try (Handover handover = new Handover(other)) {
                return handover.to(new PosixTree(other, other.reopen(root), forWarnings));
            }
        });
    }

    @Override
    public boolean makeDirectory(Place place) throws IOException {
        try {
            parent(place).makeDirectory(name(place));
            return true;
        } catch (FileAlreadyExistsException e) {
            // Accepts an existing directory, but not a link to one.
            parent(place).openDirectory(name(place)).close();
            return false;
        }
    }

    @Override
    public HostOutput createFile(Place place) throws IOException {
        HostDirectory parent = parent(place);
        return new PosixOutput(parent, place, parent.createFile(name(place)), setter);
    }

    @Override
    public void makeSymbolicLink(Place place, Text target, EntryAttributes attributes) throws IOException {
        HostDirectory parent = parent(place);
        byte[] name = name(place);
        parent.makeSymbolicLink(name, target.toByteArray());
        setter.setOfLink(parent, name, place.path(), attributes);
    }

    @Override
    public void makeLink(Place place, TreePath first) throws IOException {
        if (others == null) {
            others = new OpenDirectories(directories.at(TreePath.ROOT).duplicate());
        }
        HostDirectory from = others.at(first.parent().orElseThrow());
        parent(place).makeLink(name(place), from, first.name().toByteArray());
    }

    @Override
    public void makeSocket(Place place, EntryAttributes attributes) throws IOException {
        try (HostNode node = parent(place).makeSocket(name(place))) {
            setter.set(node, place.path(), attributes);
        }
    }

    @Override
    public boolean makeSpecialFile(Place place, SpecialNode node, EntryAttributes attributes) throws IOException {
        Optional<HostNode> made = makeNode(parent(place), name(place), node);
        if (made.isEmpty()) {
            return false;
        }
        try (HostNode special = made.get()) {
            setter.set(special, place.path(), attributes);
        }
        return true;
    }

    /** Makes a fifo or a device; returns nothing when the host does not allow the device. */
    private Optional<HostNode> makeNode(HostDirectory parent, byte[] name, SpecialNode node) throws IOException {
        DeviceNumber device = new DeviceNumber(node.major(), node.minor());
        return switch (node.kind()) {
            case CHARACTER_DEVICE -> makeDevice(() -> parent.makeCharacterDevice(name, device));
            case BLOCK_DEVICE -> makeDevice(() -> parent.makeBlockDevice(name, device));
            case FIFO, DIRECTORY, FILE, SYMBOLIC_LINK, SOCKET -> Optional.of(parent.makeFifo(name));
        };
    }

    /** Makes a device, if that is allowed. Root of a container or a user namespace may not. */
    private Optional<HostNode> makeDevice(IoSupplier<HostNode> making) throws IOException {
        if (user != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(making.get());
        } catch (AccessDeniedException e) {
            return Optional.empty();
        }
    }

    @Override
    public void demandIsReplaceable(TreePath path) throws IOException {
        Place place = Place.of(path);
        replacement.demandIsPossible(parent(place), place);
    }

    @Override
    public void replace(Place temporary) throws IOException {
        replacement.replace(parent(temporary), temporary);
    }

    @Override
    public void discard(Place temporary) throws IOException {
        try {
            replacement.discard(parent(temporary), temporary);
        } catch (NoSuchFileException gone) {
            // It was never made, or has the name of its path by now.
        }
    }

    @Override
    public boolean isSame(TreePath path, Path file) throws IOException {
        Place place = Place.of(path);
        Optional<FileIdentity> entry = parent(place).identity(name(place));
        return entry.isPresent() && entry.equals(host.identity(file));
    }

    @Override
    public void finishDirectory(TreePath path, EntryAttributes attributes) throws IOException {
        setter.set(directories.at(path), path, attributes);
    }

    private HostDirectory parent(Place place) throws IOException {
        return directories.at(place.path().parent().orElseThrow());
    }

    private static byte[] name(Place place) {
        return place.name().toByteArray();
    }

    @Override
    public void close() {
        directories.close();
        if (others != null) {
            others.close();
        }
        host.close();
    }
}

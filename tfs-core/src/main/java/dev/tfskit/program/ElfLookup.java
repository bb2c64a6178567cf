// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.ElfClass;
import dev.tfskit.elf.ElfFile;
import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.FileContent;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.PathLookup.Links;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the file to which a path of a volume leads. The Nanos kernel loads only certain ELF files; for any other file,
 * the lookup reports the reason why the kernel cannot load it. Not thread-safe.
 */
final class ElfLookup {

    /** The most bytes of the first line of a script that are shown. */
    private static final int MOST_OF_LINE = 128;
    /** The most bytes of a file of unknown kind that are shown. */
    private static final int MOST_OF_START = 4;

    private final Volume volume;

    ElfLookup(Volume volume) {
        this.volume = volume;
    }

    /**
     * A file that Nanos can load on the right machine.
     *
     * @param file its headers
     * @param way the text between the path and a problem of the file: empty, or the targets of the links on the path
     * @param linksInARow the most links on the path of which each is the target of the one before
     */
    record Found(ElfFile file, String way, int linksInARow) {}

    /** Returns a path from the root for people, whether it begins with a slash or not. */
    static String display(ByteString path) {
        TreePath shown = TreePath.ROOT;
        for (Symbol name : PathWalk.split(path)) {
            shown = shown.child(name);
        }
        return shown.toString();
    }

    /**
     * Follows a path and reads the file there.
     *
     * @param path the path from the root; as in the kernel, the slash at its start may be missing
     * @param objections receives the reason when nothing is found; the text follows the path
     * @return the file; empty when it cannot be loaded
     * @throws IOException when the volume cannot be read, or is damaged where it is read
     */
    Optional<Found> find(ByteString path, Consumer<String> objections) throws IOException {
        try {
            PathLookup.Found found = new PathLookup(volume, Links.ALL).find(path);
            String place = found.path().toString();
            String way = place.equals(display(path)) ? "" : "leads to " + place + ", which ";
            return read(found.inode(), objection -> objections.accept(way + objection))
                    .map(elf -> new Found(elf, way, found.linksInARow()));
        } catch (NoSuchFileException e) {
            objections.accept(absence(path, e));
        } catch (NotDirectoryException e) {
            objections.accept("is not in the tree: " + e.getFile() + " is not a directory");
        } catch (FileSystemLoopException e) {
            objections.accept("leads over more than " + Limits.LINKS + " symbolic links, perhaps in a circle");
        }
        return Optional.empty();
    }

    private String absence(ByteString path, NoSuchFileException error) throws IOException {
        if (error.getReason() != null) {
            return "is not in the tree: " + error.getFile() + ": " + error.getReason();
        }
        if (error.getFile().equals(display(path))) {
            return "is not in the tree";
        }
        Optional<SymbolicLink> link = linkAtTheEnd(path);
        return link.isEmpty()
                ? "is not in the tree: there is no " + error.getFile()
                : "is a symbolic link to " + link.get().target().quoted() + ", and there is no " + error.getFile()
                        + " in the tree";
    }

    private Optional<SymbolicLink> linkAtTheEnd(ByteString path) throws IOException {
        try {
            return new PathLookup(volume, Links.ON_THE_WAY).find(path).inode() instanceof SymbolicLink link
                    ? Optional.of(link)
                    : Optional.empty();
        } catch (NoSuchFileException missingOnTheWay) {
            return Optional.empty();
        }
    }

    private static Optional<ElfFile> read(Inode inode, Consumer<String> objections) throws IOException {
        if (!(inode instanceof RegularFile file)) {
            objections.accept("is a " + inode.kind());
            return Optional.empty();
        }
        FileContent content = file.content();
        if (content.length() == 0) {
            objections.accept("is empty");
            return Optional.empty();
        }
        try {
            Optional<ElfFile> elf = ElfFile.read(content::read);
            Optional<String> objection = elf.isPresent() ? objectionTo(elf.get()) : Optional.of(natureOf(content));
            objection.ifPresent(objections);
            return objection.isPresent() ? Optional.empty() : elf;
        } catch (ElfFormatException e) {
            objections.accept("is not a valid ELF file: " + Messages.reasonOf(e));
            return Optional.empty();
        }
    }

    private static Optional<String> objectionTo(ElfFile elf) {
        if (elf.elfClass() != ElfClass.BITS_64) {
            return Optional.of("is an ELF file of " + elf.elfClass().bits() + " bits; Nanos runs programs of 64 bits");
        }
        if (!elf.byteOrder().equals(ByteOrder.LITTLE_ENDIAN)) {
            return Optional.of("is a big-endian ELF file; Nanos runs little-endian programs");
        }
        return elf.isLoadable()
                ? Optional.empty()
                : Optional.of("is an ELF file of type " + elf.type()
                        + ", which is not a program; programs have the type 2 or 3");
    }

    /** Returns the kind of a file that is not an ELF file, in words. */
    private static String natureOf(FileContent content) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_OF_LINE);
        int count = content.read(0, buffer);
        byte[] start = Arrays.copyOf(buffer.array(), count);
        if (count >= 2 && start[0] == '#' && start[1] == '!') {
            int end = 0;
            while (end < count && start[end] != '\n') {
                end++;
            }
            return "is a script (" + Text.wrap(Arrays.copyOf(start, end)).quoted()
                    + "), and Nanos runs ELF files only; name the interpreter, and give it the script as an argument";
        }
        return "is not an ELF file: it begins with the bytes "
                + HexFormat.ofDelimiter(" ").formatHex(start, 0, Math.min(count, MOST_OF_START));
    }
}

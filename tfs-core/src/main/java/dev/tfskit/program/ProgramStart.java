// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ELF file that the kernel starts, and its arguments. For a script these are the interpreter, and the script with
 * its arguments. Immutable.
 *
 * @param path the path of the ELF file, without links: a program on Linux finds itself there, and the kernel of Nanos
 *     makes {@code /proc/self/exe} of the path that it is given
 * @param description its ELF properties
 * @param arguments the arguments, the name of the program first
 */
record ProgramStart(Text path, ElfDescription description, List<String> arguments) {

    /** An interpreter may be a script itself; Linux goes no further than this. */
    private static final int MOST_SCRIPTS = 5;

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * Finds the program of a request, and selects it with the interpreters on the way.
     *
     * @throws ProgramException when it is not there, or is not a program
     * @throws IOException when the tree cannot be read
     */
    static ProgramStart find(TreeView view, SelectedEntries selection, ProgramRequest request) throws IOException {
        Text program = request.program();
        Optional<TreeView.Located> first = selection.add(program, Reason.request(program.toString()));
        if (first.isEmpty()) {
            throw new ProgramException(program.toString(), absence(view, program, " instead"));
        }
        TreeView.Located at = first.get();
        List<String> arguments = new ArrayList<>(request.arguments());
        if (arguments.isEmpty() || !isNameOf(program, arguments.getFirst())) {
            arguments.addFirst(program.decode());
        }
        Text name = program;
        for (int i = 0; i < MOST_SCRIPTS; i++) {
            if (!(at.found().entry() instanceof SourceEntry.File file)) {
                throw new ProgramException(name.toString(), "is not a file; name a program");
            }
            Optional<ElfDescription> elf = describe(name, file);
            if (elf.isPresent()) {
                return new ProgramStart(at.path().toText(), elf.get(), List.copyOf(arguments));
            }
            Text script = name;
            Script line = Script.of(file.content())
                    .orElseThrow(() -> new ProgramException(
                            script.toString(), "is neither an ELF file nor a script; name a program"));
            name = interpreterOf(script, line, view, request);
            at = addInterpreter(script, name, view, selection);
            arguments.set(0, script.decode());
            arguments.addAll(0, line.arguments());
            arguments.addFirst(name.decode());
        }
        throw new ProgramException(
                program.toString(),
                "leads through more than " + MOST_SCRIPTS + " scripts, each the interpreter of the one before;"
                        + " name the interpreter of the last one");
    }

    private static boolean isNameOf(Text program, String argument) {
        return argument.equals(program.decode())
                || argument.equals(SearchPath.lastName(program).decode());
    }

    private static Optional<ElfDescription> describe(Text name, SourceEntry.File file) throws IOException {
        try {
            return ElfDescription.of(file.content());
        } catch (ElfFormatException e) {
            throw new ProgramException(
                    name.toString(), "is not a valid ELF file: " + Messages.reasonOf(e) + "; replace it");
        }
    }

    /** Returns the path of the interpreter; a name is looked up in {@code PATH}, as {@code env} does. */
    private static Text interpreterOf(Text script, Script line, TreeView view, ProgramRequest request)
            throws IOException {
        WorkingDirectory workingDirectory = WorkingDirectory.of(request.workingDirectory());
        if (line.interpreter().contains('/')) {
            return workingDirectory.resolve(line.interpreter());
        }
        String path = request.environment().getOrDefault("PATH", DEFAULT_PATH);
        for (String directory : path.split(":", -1)) {
            Text candidate = SearchPath.in(workingDirectory.resolve(Text.of(directory)), line.interpreter());
            Optional<TreeView.Located> found = view.find(candidate);
            if (found.isPresent() && !found.get().isDirectory()) {
                return candidate;
            }
        }
        throw new ProgramException(
                line.interpreter().toString(),
                "is the interpreter of " + script + ", and is in no directory of " + path
                        + "; install it in the target root, or set PATH with --env");
    }

    private static TreeView.Located addInterpreter(
            Text script, Text interpreter, TreeView view, SelectedEntries selection) throws IOException {
        Optional<TreeView.Located> located =
                selection.add(interpreter, Reason.request(script.toString()).needs(interpreter.toString()));
        if (located.isEmpty()) {
            throw new ProgramException(
                    interpreter.toString(),
                    "is the interpreter of " + script + ", and "
                            + absence(view, interpreter, " in the script, or make a link to it"));
        }
        return located.get();
    }

    /**
     * Says why a path leads to no file.
     *
     * @param use what to do with a file that has the same name, after its path
     */
    private static String absence(TreeView view, Text path, String use) throws IOException {
        Optional<SourceTree.Found> found = view.lastOf(path);
        if (found.isPresent() && found.get().entry() instanceof SourceEntry.Link link) {
            return "is a symbolic link to " + link.target().quoted()
                    + ", which leads to no file of the target root; correct the link";
        }
        Symbol name = Symbol.copyOf(SearchPath.lastName(path).toByteArray());
        Optional<TreePath> elsewhere = view.nearest(name);
        return "is not in the target root; "
                + (elsewhere.isEmpty()
                        ? "install it there, or add with -r a root that has it"
                        : "name " + elsewhere.get() + use);
    }
}

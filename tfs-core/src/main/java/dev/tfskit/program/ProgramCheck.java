// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.elf.Kernel;
import dev.tfskit.elf.Machine;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks whether the program that a root volume names (docs/format.md, section 3.2) can start. The program and its
 * interpreter must be in the tree, and both must be ELF files for the machine of the kernel. The check does not examine
 * shared libraries. Not thread safe.
 */
public final class ProgramCheck {

    private final Optional<Kernel> kernel;
    private final ElfLookup lookup;
    private final List<Notice> notices = new ArrayList<>();

    private ProgramCheck(Volume volume, Optional<Kernel> kernel) {
        this.kernel = kernel;
        this.lookup = new ElfLookup(volume);
    }

    /**
     * Looks at the program of a root volume.
     *
     * @param volume with the whole tree in it
     * @param kernel that is to run the program, if it is known
     * @return why the program will not start, each with the path of the program as its subject; empty when nothing
     *     speaks against it, or the volume names no program
     * @throws dev.tfskit.error.TfsFormatException when the volume is damaged where it is read
     * @throws IOException when the volume cannot be read
     */
    public static List<Notice> of(Volume volume, Optional<Kernel> kernel) throws IOException {
        ProgramCheck check = new ProgramCheck(volume, kernel);
        Optional<Value> program = volume.root().attribute(RootAttributes.PROGRAM);
        if (program.isPresent()) {
            check.examine(program.get());
        }
        return List.copyOf(check.notices);
    }

    private void examine(Value program) throws IOException {
        if (!(program instanceof Text path)) {
            notices.add(new Notice(
                    RootAttributes.PROGRAM.toString(), "is no text; the kernel needs the path of the program there"));
            return;
        }
        String shown = ElfLookup.display(path);
        Optional<ElfLookup.Found> found = lookup.find(path, objection -> warn(shown, "the program " + objection));
        if (found.isPresent()) {
            checkMachine(shown, found.get());
            checkInterpreter(shown, found.get());
        }
    }

    private void checkMachine(String program, ElfLookup.Found found) {
        Machine machine = found.file().machine();
        if (kernel.isPresent() && !kernel.get().machine().equals(machine)) {
            warn(
                    program,
                    "the program " + found.way() + "is for " + machine + ", but the kernel "
                            + kernel.get().name() + " is for " + kernel.get().machine());
        } else if (!Machine.OF_NANOS.contains(machine)) {
            warn(
                    program,
                    "the program " + found.way() + "is for " + machine + "; Nanos runs on x86-64, AArch64 and RISC-V");
        }
    }

    private void checkInterpreter(String program, ElfLookup.Found found) throws IOException {
        Optional<Text> path;
        try {
            path = found.file().interpreter().map(Text::wrap);
        } catch (ElfFormatException e) {
            warn(program, "the program " + found.way() + "is no valid ELF file: " + e.getMessage());
            return;
        }
        if (path.isEmpty()) {
            return;
        }
        String interpreter = "its interpreter " + ElfLookup.display(path.get()) + " ";
        Optional<ElfLookup.Found> there = lookup.find(path.get(), objection -> warn(program, interpreter + objection));
        if (there.isPresent()
                && !there.get().file().machine().equals(found.file().machine())) {
            warn(
                    program,
                    interpreter + there.get().way() + "is for "
                            + there.get().file().machine() + ", but the program is for "
                            + found.file().machine());
        }
    }

    private void warn(String program, String text) {
        notices.add(new Notice(program, text));
    }
}

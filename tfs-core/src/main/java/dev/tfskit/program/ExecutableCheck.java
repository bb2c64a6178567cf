// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.DynamicSection;
import dev.tfskit.elf.ElfFile;
import dev.tfskit.elf.ElfSegment;
import dev.tfskit.elf.Kernel;
import dev.tfskit.elf.Machine;
import dev.tfskit.schema.Limits;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the ELF file of a program: whether the kernel can load it, whether its interpreter is there, and whether the
 * kernel has the system calls that the program uses. Not thread-safe.
 */
final class ExecutableCheck {

    /** The kernel reads the program headers in the first page of the file only. */
    private static final long PROGRAM_HEADERS_END = 4096;
    /** The kernel adds at least this to the addresses of a position-independent program. */
    private static final long LOAD_ADDRESS = 0x40_0000;
    /** The kernel loads no program above this address. */
    private static final long LOAD_END = 3L << 30;

    /**
     * Functions of the C library that start a process or another program, or that need System V IPC, POSIX message
     * queues, tracing or another root directory.
     */
    private static final Set<Text> MISSING_CALLS = Stream.of(
                    "fork",
                    "vfork",
                    "_Fork",
                    "forkpty",
                    "daemon",
                    "execl",
                    "execle",
                    "execlp",
                    "execv",
                    "execve",
                    "execvp",
                    "execvpe",
                    "fexecve",
                    "posix_spawn",
                    "posix_spawnp",
                    "system",
                    "popen",
                    "msgget",
                    "semget",
                    "shmget",
                    "mq_open",
                    "ptrace",
                    "chroot")
            .map(Text::of)
            .collect(Collectors.toUnmodifiableSet());

    private final ElfLookup.Found found;
    private final ElfLookup lookup;
    private final ProgramProblems problems;

    /**
     * Creates a check.
     *
     * @param found the program
     * @param lookup finds the interpreter
     * @param problems receives what is wrong
     */
    ExecutableCheck(ElfLookup.Found found, ElfLookup lookup, ProgramProblems problems) {
        this.found = found;
        this.lookup = lookup;
        this.problems = problems;
    }

    /** Checks the number of links that lead to the program. */
    void checkLinks() {
        checkLinks("the program ", found);
    }

    private void checkLinks(String subject, ElfLookup.Found file) {
        if (file.linksInARow() > Limits.LINKS_IN_A_ROW) {
            problems.notLoadable(
                    subject + "is behind " + file.linksInARow() + " symbolic links in a row, and Nanos before 0.1.55"
                            + " follows at most " + Limits.LINKS_IN_A_ROW);
        }
    }

    /**
     * Checks that the program is for the machine of the kernel.
     *
     * @param kernel the kernel that is to run the program; null when it is unknown
     */
    void checkMachine(@Nullable Kernel kernel) {
        Machine machine = found.file().machine();
        if (kernel != null && !kernel.machine().equals(machine)) {
            problems.notLoadable("the program " + found.way() + "is for " + machine + ", but the kernel "
                    + kernel.name() + " is for " + kernel.machine());
        } else if (!Machine.OF_NANOS.contains(machine)) {
            problems.notLoadable(
                    "the program " + found.way() + "is for " + machine + "; Nanos runs on x86-64, AArch64 and RISC-V");
        }
    }

    /** Checks that the kernel finds the program headers, and that the segments fit below its highest address. */
    void checkLoading() throws IOException {
        ElfFile file = found.file();
        List<ElfSegment> segments = file.segments();
        if (Long.compareUnsigned(file.endOfProgramHeaders(), PROGRAM_HEADERS_END) > 0) {
            problems.notLoadable("the program " + found.way() + "has program headers after byte " + PROGRAM_HEADERS_END
                    + ", where Nanos does not read them");
        }
        long base = file.isPositionIndependent() ? LOAD_ADDRESS : 0;
        for (ElfSegment segment : segments) {
            if (segment.type() == ElfSegment.LOAD && isAbove(LOAD_END - base, segment)) {
                problems.notLoadable("the program " + found.way() + "has a segment of size 0x"
                        + Long.toHexString(segment.memoryBytes()) + " at the address 0x"
                        + Long.toHexString(segment.address())
                        + "; Nanos loads programs below 0x" + Long.toHexString(LOAD_END));
                return;
            }
        }
    }

    private static boolean isAbove(long limit, ElfSegment segment) {
        return Long.compareUnsigned(segment.address(), limit) > 0
                || Long.compareUnsigned(segment.memoryBytes(), limit - segment.address()) > 0;
    }

    /**
     * Checks that the interpreter is in the tree and for the same machine.
     *
     * @return whether there is an interpreter that loads libraries
     */
    boolean checkInterpreter() throws IOException {
        Optional<Text> path = found.file().interpreter().map(Text::wrap);
        if (path.isEmpty()) {
            return false;
        }
        String interpreter = "its interpreter " + ElfLookup.display(path.get()) + " ";
        Optional<ElfLookup.Found> there =
                lookup.find(path.get(), objection -> problems.notLoadable(interpreter + objection));
        there.ifPresent(file -> checkLinks(interpreter, file));
        if (there.isPresent()
                && !there.get().file().machine().equals(found.file().machine())) {
            problems.notLoadable(interpreter + there.get().way() + "is for "
                    + there.get().file().machine() + ", but the program is for "
                    + found.file().machine());
        }
        return there.isPresent();
    }

    /** Reports the functions for which Nanos has no system calls. */
    void checkCalls() throws IOException {
        Optional<DynamicSection> dynamic = found.file().dynamicSection();
        Set<Text> used = dynamic.isEmpty() ? Set.of() : dynamic.get().undefined(MISSING_CALLS);
        if (!used.isEmpty()) {
            problems.missingCalls("the program uses "
                    + used.stream().map(Text::decode).sorted().collect(Collectors.joining(", "))
                    + ", for which Nanos has no system calls");
        }
    }
}

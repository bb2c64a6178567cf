// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.disk.EfiLoader;
import dev.tfskit.elf.Kernel;
import dev.tfskit.program.ProgramCheck;
import dev.tfskit.program.ProgramFinding;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether an image can boot and its program can start, and warns before a user tries to boot it.
 *
 * @param loader the UEFI loader that starts the kernel, if it is known
 * @param notices receives the reasons why the image may not boot
 */
record BootabilityCheck(Optional<Path> loader, Consumer<Notice> notices) {

    private static final Symbol KERNEL = Symbol.of("kernel");

    /**
     * Checks the program, and the kernel that is to run it.
     *
     * @param boot the volume with the kernel, if there is one
     */
    void check(Volume root, Optional<Volume> boot) throws IOException {
        new RootAttributeCheck(notices).check(root.root());
        if (boot.isPresent() && root.root().attribute(RootAttributes.PROGRAM).isEmpty()) {
            notices.accept(new Notice(
                    TreePath.ROOT.toString(),
                    "has no attribute program, so Nanos stops when it boots; name the program with --program or -t"));
        }
        for (ProgramFinding finding : ProgramCheck.of(root, boot.isEmpty() ? null : kernel(boot.get()))) {
            switch (finding.kind()) {
                case NOT_LOADABLE, UNCHECKED -> notices.accept(new Notice(finding.program(), finding.problem()));
                // No warning: shells and interpreters use functions that fail, such as fork, and still run until a
                // user starts a command.
                case MISSING_CALLS -> {}
            }
        }
    }

    private @Nullable Kernel kernel(Volume boot) throws IOException {
        String name = TreePath.ROOT.child(KERNEL).toString();
        Optional<Inode> found = boot.root().find(KERNEL);
        if (found.isPresent() && found.get() instanceof RegularFile file) {
            Optional<Kernel> kernel = Kernel.recognise(name, file.content()::read);
            kernel.ifPresentOrElse(
                    this::checkLoader,
                    () -> notices.accept(new Notice(
                            name,
                            "is neither a valid ELF file nor a raw kernel, so the disk will not boot; "
                                    + "name a kernel of Nanos with -k")));
            return kernel.orElse(null);
        }
        notices.accept(new Notice(
                name, "is not a file in the boot volume, so the disk will not boot; name the kernel with -k"));
        return null;
    }

    private void checkLoader(Kernel kernel) {
        loader.flatMap(EfiLoader::machine)
                .filter(machine -> !machine.equals(kernel.machine()))
                .ifPresent(machine -> notices.accept(new Notice(
                        kernel.name(),
                        "is for " + kernel.machine() + ", but the UEFI loader is for " + machine
                                + "; take both from one build of Nanos")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.check.PathResolver.Target;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Checks the conditions under which the Nanos kernel refuses a volume or stops at boot (docs/format.md, sections 3.1,
 * 3.2 and 5). One instance runs one check, on one thread.
 */
final class BootChecker {

    private static final Text KERNEL = Text.of("kernel");
    private static final long LOG_RUNS = 2;
    /**
     * The most mounts that are examined. No machine has so many disks, and an image can make the path of each lead
     * through thousands of names.
     */
    private static final int MOST_MOUNTS = 256;

    private final Tuple root;
    private final VolumeRole role;
    private final KnownBadInodes badInodes;
    private final FindingList findings;
    private final PathResolver paths;

    BootChecker(Tuple root, VolumeRole role, KnownBadInodes badInodes, FindingList findings) {
        this.root = root;
        this.role = role;
        this.findings = findings;
        this.badInodes = badInodes;
        this.paths = new PathResolver(root, badInodes);
    }

    void run(Identity identity, BlockClaims blockClaims) {
        Label label = identity.label();
        if (!label.isPortable()) {
            findings.add(Finding.of(
                            FindingKind.LABEL_TOO_LONG,
                            "the label has " + label.text().length() + " bytes; at most " + Label.MAX_BYTES
                                    + " are possible")
                    .at(0));
        }
        if (role == VolumeRole.BOOT) {
            examineKernel();
            return;
        }
        if (blockClaims.freeRuns(Extension.NEXT_BLOCKS) < LOG_RUNS) {
            findings.add(Finding.of(
                    FindingKind.NO_ROOM_FOR_LOG,
                    "the volume has fewer than two runs of " + Extension.NEXT_BLOCKS
                            + " free blocks, which the log needs to grow"));
        }
        examineMounts();
        root.get(RootAttributes.PROGRAM).ifPresentOrElse(this::examineProgram, this::reportNoProgram);
        if (root.has(RootAttributes.PROGRAM)) {
            examineEnvironment();
        }
        root.get(RootAttributes.ARGUMENTS).ifPresent(this::examineArguments);
        new KernelPaths(root, badInodes, findings).examine();
    }

    private void examineKernel() {
        if (!leadsToFile(KERNEL)) {
            findings.add(Finding.of(FindingKind.KERNEL_MISSING, "the boot volume has no file named kernel"));
        }
    }

    private void examineProgram(Value program) {
        if (!(program instanceof Text path)) {
            report(
                    FindingKind.PROGRAM_MISSING,
                    "the program is " + Values.shown(program) + " where a path is expected",
                    root,
                    RootAttributes.PROGRAM);
        } else if (!leadsToFile(path)) {
            report(
                    FindingKind.PROGRAM_MISSING,
                    path.length() == 0
                            ? "the name of the program is empty"
                            : "the program " + Values.quoted(path) + " is not a file of the volume",
                    root,
                    RootAttributes.PROGRAM);
        }
    }

    private boolean leadsToFile(ByteString path) {
        return switch (paths.find(path)) {
            case Target.Found found -> InodeKind.of(found.inode()) == InodeKind.FILE;
            case Target.Nothing _ -> false;
            case Target.Unknown _ -> true;
        };
    }

    private void reportNoProgram() {
        findings.add(Finding.of(
                role == VolumeRole.ROOT ? FindingKind.PROGRAM_MISSING : FindingKind.PROGRAM_UNNAMED,
                "the root has no attribute " + RootAttributes.PROGRAM));
    }

    /**
     * Checks the environment. At each uname the kernel looks up a variable in it, and does not check first that it is a
     * tuple.
     */
    private void examineEnvironment() {
        Optional<Value> environment = root.get(RootAttributes.ENVIRONMENT);
        if (environment.isEmpty()) {
            findings.add(Finding.of(
                    FindingKind.ENVIRONMENT_MISSING, "the root has no attribute " + RootAttributes.ENVIRONMENT));
        } else if (!(environment.get() instanceof Tuple)) {
            report(
                    FindingKind.ENVIRONMENT_MISSING,
                    "the environment is " + Values.shown(environment.get()) + " where a tuple is expected",
                    root,
                    RootAttributes.ENVIRONMENT);
        }
    }

    /** Checks the arguments. Version 4 stores a vector as a tuple with numbers as names. */
    private void examineArguments(Value arguments) {
        switch (arguments) {
            case VectorValue vector -> {
                List<Value> elements = vector.elements();
                IntStream.range(0, elements.size())
                        .filter(i -> !(elements.get(i) instanceof Text))
                        .limit(1)
                        .forEach(i -> reportArgument(Integer.toString(i), elements.get(i)));
            }
            case Tuple tuple ->
                tuple.sorted().stream()
                        .filter(attribute -> !(attribute.value() instanceof Text))
                        .limit(1)
                        .forEach(attribute -> reportArgument(Values.quoted(attribute.name()), attribute.value()));
            default ->
                report(
                        FindingKind.ARGUMENTS_INVALID,
                        "the arguments are " + Values.shown(arguments) + " where a vector is expected",
                        root,
                        RootAttributes.ARGUMENTS);
        }
    }

    private void reportArgument(String number, Value argument) {
        report(
                FindingKind.ARGUMENTS_INVALID,
                "element " + number + " of the arguments is " + Values.shown(argument) + " where a string is expected",
                root,
                RootAttributes.ARGUMENTS);
    }

    /** Checks the mounts: each maps a volume, given by label, UUID or partition, to the path of a directory. */
    private void examineMounts() {
        Optional<Value> mounts = root.get(RootAttributes.MOUNTS);
        if (mounts.isEmpty()) {
            return;
        }
        if (!(mounts.get() instanceof Tuple points)) {
            report(
                    FindingKind.MOUNT_POINT_INVALID,
                    "the mounts are " + Values.shown(mounts.get()) + " where a tuple is expected",
                    root,
                    RootAttributes.MOUNTS);
            return;
        }
        if (points.size() > MOST_MOUNTS) {
            report(
                    FindingKind.MOUNT_POINT_INVALID,
                    "the root has " + points.size() + " mounts; only the first " + MOST_MOUNTS + " were checked",
                    root,
                    RootAttributes.MOUNTS);
        }
        List<Tuple> hidden = new ArrayList<>();
        List<Tuple.Attribute> sorted = points.sorted();
        for (Tuple.Attribute mount : sorted.subList(0, Math.min(sorted.size(), MOST_MOUNTS))) {
            if (isDiskNumber(mount.name())) {
                report(
                        FindingKind.MOUNT_BY_DISK_NUMBER,
                        "the volume to mount on " + Values.shown(mount.value()) + " is named by " + mount.name()
                                + ", the number of its disk",
                        points,
                        mount.name());
            }
            Target target = mount.value() instanceof Text path
                    ? paths.find(RootAttributes.mountPoint(path))
                    : new Target.Nothing();
            switch (target) {
                case Target.Found(Tuple inode)
                when InodeKind.of(inode) == InodeKind.DIRECTORY && inode != root -> hidden.add(inode);
                case Target.Found _, Target.Nothing _ ->
                    report(
                            FindingKind.MOUNT_POINT_INVALID,
                            "the volume " + Values.quoted(mount.name()) + " is to be mounted on "
                                    + Values.shown(mount.value()) + ", which is not a directory below the root",
                            points,
                            mount.name());
                case Target.Unknown _ -> {}
            }
        }
        hidden.forEach(paths::addMountPoint);
    }

    /** Returns whether a name selects a volume by the number of its disk: a percent sign and decimal digits. */
    private static boolean isDiskNumber(Symbol name) {
        if (name.length() < 2 || name.byteAt(0) != '%') {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            if (name.byteAt(i) < '0' || name.byteAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private void report(FindingKind kind, String problem, Tuple tuple, Symbol attribute) {
        findings.add(Finding.of(kind, problem), tuple, attribute);
    }
}

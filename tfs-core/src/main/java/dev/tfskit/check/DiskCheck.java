// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.device.filter.DamageTolerantDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.Partition;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.disk.PartitionContent.Kind;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks an image: a volume by itself, or a disk with a partition table and the volumes in its partitions
 * (docs/format.md, section 5). The content of a partition whose range is invalid or overlaps another is checked only
 * when its volume is chosen, because most findings there would be consequences of the wrong range. One instance runs
 * one check, on one thread.
 */
public final class DiskCheck {

    private final BlockDevice disk;
    private final Consumer<Finding> findings;
    private boolean toleratesReadErrors;
    private ProgramExamination programExamination = (device, found) -> {};
    private Optional<VolumeChoice> only = Optional.empty();

    /** A partition as a range of blocks of the disk. */
    private record PartitionSpan(Partition partition) implements Span {

        @Override
        public long start() {
            return partition.startBlock();
        }

        @Override
        public long end() {
            return partition.startBlock() + partition.blocks();
        }
    }

    /**
     * Creates a check.
     *
     * @param disk the device of the image; read only, and left open
     * @param findings receives each finding; the order is unspecified but the same in every run
     */
    public DiskCheck(BlockDevice disk, Consumer<Finding> findings) {
        this.disk = disk;
        this.findings = findings;
    }

    /**
     * Makes the check treat read errors of the device as damage of the volume, so that the rest of a failing disk is
     * checked as well. A program that cannot be read is a finding.
     *
     * @return this object
     */
    public DiskCheck tolerateReadErrors() {
        toleratesReadErrors = true;
        return this;
    }

    /**
     * Makes the check examine one volume alone. Of the partition table, it checks only that the image has all of the
     * partition of the volume. What Nanos demands of the volume depends on its partition: a volume that is chosen by
     * its offset has no known role. The findings have no partition.
     *
     * @param choice the volume
     * @return this object
     */
    public DiskCheck only(VolumeChoice choice) {
        only = Optional.of(choice);
        return this;
    }

    /**
     * Makes the check examine the program of each volume as well, as {@link VolumeCheck#with} does.
     *
     * @param examination the examination, usually {@link dev.tfskit.Tfs#programExamination}
     * @return this object
     */
    public DiskCheck with(ProgramExamination examination) {
        programExamination = examination;
        return this;
    }

    /**
     * Runs the check.
     *
     * @return the number of findings of each severity
     * @throws java.nio.file.FileSystemException when the image is a disk with a GUID partition table, or with
     *     partitions none of which is that of a root volume, or none of which holds a TFS volume; or when it lacks the
     *     volume of {@link #only}
     * @throws IOException when the device cannot be read; other damage is a finding instead
     */
    public CheckReport run() throws IOException {
        DiskImage image = DiskImage.of(disk);
        if (only.isPresent()) {
            return examineOnly(only.get(), image);
        }
        // Disks of other systems are refused, whatever the boot sector lists.
        if (image.rootPartition().isEmpty() || image.isGuidPartitioned() || image.isForeignDisk()) {
            return new VolumeCheck(volume(image.rootVolume()), findings)
                    .with(examination())
                    .run();
        }
        List<PartitionContent> partitions = image.partitions();
        List<Finding> found = new ArrayList<>();
        Set<Partition> suspect = new HashSet<>();
        examineTable(partitions, suspect, found);
        found.forEach(findings);
        CheckReport report = CheckReport.of(found);
        for (PartitionContent content : partitions) {
            Partition partition = content.partition();
            VolumeRole role = role(partition, image);
            if (!suspect.contains(partition) && (role != VolumeRole.ANY || mayHoldVolume(content))) {
                BlockDevice volume = image.volume(new VolumeChoice.InPartition(partition.number()));
                report = report.and(new VolumeCheck(
                                volume(volume),
                                role,
                                finding -> findings.accept(finding.inPartition(partition.number())))
                        .with(examination())
                        .run());
            }
        }
        return report;
    }

    /** Of a partition that reaches beyond the image, examines the part that the image has. */
    private CheckReport examineOnly(VolumeChoice choice, DiskImage image) throws IOException {
        Optional<Partition> cutOff = image.isGuidPartitioned() ? Optional.empty() : cutOff(choice, image);
        if (cutOff.isEmpty()) {
            return examine(image.volume(choice), role(choice, image));
        }
        Finding outside = outside(cutOff.get());
        findings.accept(outside);
        CheckReport report = CheckReport.of(List.of(outside));
        return cutOff.get().startBlock() < disk.size() / BlockDevice.BLOCK_BYTES
                ? report.and(examine(image.presentPart(choice), role(choice, image)))
                : report;
    }

    private static Optional<Partition> cutOff(VolumeChoice choice, DiskImage image) throws IOException {
        Optional<Partition> chosen = image.partition(choice);
        for (PartitionContent content : image.partitions()) {
            if (content.kind() == Kind.CUT_OFF && chosen.equals(Optional.of(content.partition()))) {
                return chosen;
            }
        }
        return Optional.empty();
    }

    private CheckReport examine(BlockDevice volume, VolumeRole role) throws IOException {
        return new VolumeCheck(volume(volume), role, findings)
                .with(examination())
                .run();
    }

    private Finding outside(Partition partition) throws IOException {
        return Finding.of(
                FindingKind.PARTITION_OUTSIDE,
                "the partition has " + Messages.blocks(partition.blocks()) + " from block " + partition.startBlock()
                        + " on, but the image has " + Messages.blocks(disk.size() / BlockDevice.BLOCK_BYTES));
    }

    private static boolean mayHoldVolume(PartitionContent content) {
        return content.kind() == Kind.TFS_VOLUME
                || content.kind() == Kind.UNREADABLE && content.partition().type() == Partition.VOLUME;
    }

    private BlockDevice volume(BlockDevice device) {
        return toleratesReadErrors ? new DamageTolerantDevice(device) : device;
    }

    private ProgramExamination examination() {
        return toleratesReadErrors ? this::examineReadableProgram : programExamination;
    }

    private void examineReadableProgram(BlockDevice volume, Consumer<Finding> found) throws IOException {
        try {
            programExamination.examine(volume, found);
        } catch (TfsFormatException damage) {
            Finding finding = Finding.of(
                    FindingKind.PROGRAM_NOT_LOADABLE,
                    "the program or a file that it needs cannot be read: " + damage.problem());
            found.accept(
                    damage.offset().isPresent() ? finding.at(damage.offset().getAsLong()) : finding);
        }
    }

    private void examineTable(List<PartitionContent> partitions, Set<Partition> suspect, List<Finding> found)
            throws IOException {
        List<PartitionSpan> inside = new ArrayList<>();
        for (PartitionContent content : partitions) {
            Partition partition = content.partition();
            if (content.kind() == Kind.CUT_OFF) {
                suspect.add(partition);
                found.add(outside(partition).inPartition(partition.number()));
            } else {
                inside.add(new PartitionSpan(partition));
            }
        }
        DisjointSpans<PartitionSpan> most = DisjointSpans.mostOf(inside);
        for (PartitionSpan span : inside) {
            for (PartitionSpan other : most.overlapping(span)) {
                suspect.add(span.partition);
                suspect.add(other.partition);
                found.add(Finding.of(
                                FindingKind.PARTITIONS_OVERLAP,
                                "blocks " + Math.max(span.start(), other.start()) + " to "
                                        + (Math.min(span.end(), other.end()) - 1) + " belong to partition "
                                        + other.partition.number() + " too")
                        .inPartition(span.partition.number()));
            }
        }
    }

    private static VolumeRole role(VolumeChoice choice, DiskImage image) {
        return switch (choice) {
            case VolumeChoice.Root _ -> image.rootPartition().isPresent() ? VolumeRole.ROOT : VolumeRole.ANY;
            case VolumeChoice.Boot _ -> VolumeRole.BOOT;
            case VolumeChoice.InPartition _ ->
                image.partition(choice).map(partition -> role(partition, image)).orElse(VolumeRole.ANY);
            case VolumeChoice.AtOffset _ -> VolumeRole.ANY;
        };
    }

    private static VolumeRole role(Partition partition, DiskImage image) {
        if (image.rootPartition().equals(Optional.of(partition))) {
            return VolumeRole.ROOT;
        }
        return image.bootPartition().equals(Optional.of(partition)) ? VolumeRole.BOOT : VolumeRole.ANY;
    }
}

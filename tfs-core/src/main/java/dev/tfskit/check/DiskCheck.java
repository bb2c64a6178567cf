// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.DamageTolerantDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.Partition;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.disk.PartitionContent.Holds;
import dev.tfskit.disk.VolumeChoice;
import dev.tfskit.error.Messages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks whatever an image holds: a volume by itself, or a disk with a partition table and the volumes in its
 * partitions. What has no sound partition is not looked at: it would only seem to be damaged. One instance checks one
 * image.
 */
public final class DiskCheck {

    private final BlockDevice disk;
    private final Consumer<Finding> findings;
    private boolean worn;

    /** An entry of the table, and the blocks of the disk that it stands for. */
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
     * A check of an image.
     *
     * @param disk the device that holds it
     * @param findings told of each finding, in no particular order but the same every time
     */
    public DiskCheck(BlockDevice disk, Consumer<Finding> findings) {
        this.disk = disk;
        this.findings = findings;
    }

    /** Takes what the device fails to read of a volume as damage of the volume, for those who want to save the rest. */
    public DiskCheck ofWornDevice() {
        worn = true;
        return this;
    }

    /**
     * Checks everything.
     *
     * @throws IOException when the device cannot be read; damage is no reason
     */
    public CheckReport run() throws IOException {
        DiskImage image = DiskImage.of(disk);
        if (image.rootPartition().isEmpty()) {
            return new VolumeCheck(volume(disk), findings).run();
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
            if (!suspect.contains(partition) && (role != VolumeRole.ANY || content.holds() == Holds.TFS_VOLUME)) {
                BlockDevice volume = image.volume(new VolumeChoice.InPartition(partition.number()));
                report = report.and(new VolumeCheck(
                                volume(volume),
                                role,
                                finding -> findings.accept(finding.inPartition(partition.number())))
                        .run());
            }
        }
        return report;
    }

    private BlockDevice volume(BlockDevice device) {
        return worn ? new DamageTolerantDevice(device) : device;
    }

    private void examineTable(List<PartitionContent> partitions, Set<Partition> suspect, List<Finding> found)
            throws IOException {
        List<PartitionSpan> inside = new ArrayList<>();
        for (PartitionContent content : partitions) {
            Partition partition = content.partition();
            if (content.holds() == Holds.CUT_OFF) {
                suspect.add(partition);
                found.add(Finding.of(
                                FindingKind.PARTITION_OUTSIDE,
                                "the partition has " + Messages.blocks(partition.blocks()) + " from block "
                                        + partition.startBlock() + " of an image of "
                                        + disk.size() / BlockDevice.BLOCK_BYTES)
                        .inPartition(partition.number()));
            } else {
                inside.add(new PartitionSpan(partition));
            }
        }
        DisjointSpans<PartitionSpan> most = DisjointSpans.mostOf(inside);
        for (PartitionSpan place : inside) {
            for (PartitionSpan other : most.overlapping(place)) {
                suspect.add(place.partition);
                suspect.add(other.partition);
                found.add(Finding.of(
                                FindingKind.PARTITIONS_OVERLAP,
                                "blocks " + Math.max(place.start(), other.start()) + " to "
                                        + (Math.min(place.end(), other.end()) - 1) + " belong to partition "
                                        + other.partition.number() + " too")
                        .inPartition(place.partition.number()));
            }
        }
    }

    private static VolumeRole role(Partition partition, DiskImage image) {
        if (image.rootPartition().equals(Optional.of(partition))) {
            return VolumeRole.ROOT;
        }
        return image.bootPartition().equals(Optional.of(partition)) ? VolumeRole.BOOT : VolumeRole.ANY;
    }
}

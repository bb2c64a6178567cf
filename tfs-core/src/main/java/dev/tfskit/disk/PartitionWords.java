// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.message.Messages;
import java.util.List;
import java.util.stream.Collectors;

/** Describes partitions in messages about a volume that is missing. */
final class PartitionWords {

    private PartitionWords() {}

    /** Returns the numbers of partitions with what is in each. */
    static String describe(List<PartitionContent> partitions) {
        return partitions.stream().map(PartitionWords::describe).collect(Collectors.joining(", "));
    }

    private static String describe(PartitionContent content) {
        Partition partition = content.partition();
        String kind = switch (content.kind()) {
            case TFS_VOLUME -> "a TFS volume";
            case EFI_SYSTEM -> "an EFI system partition";
            case OTHER -> "type 0x%02x, %s".formatted(partition.type(), Messages.blocks(partition.blocks()));
            case CUT_OFF -> "beyond the end of the image";
            case UNREADABLE -> "unreadable";
        };
        return "partition " + partition.number() + " (" + kind + ")";
    }

    /** Returns the numbers of partitions. */
    static String numbers(List<Partition> partitions) {
        return partitions.stream().map(each -> String.valueOf(each.number())).collect(Collectors.joining(", "));
    }
}

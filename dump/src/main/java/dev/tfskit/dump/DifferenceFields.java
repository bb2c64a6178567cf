// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.compare.Difference;
import dev.tfskit.compare.Side;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a difference of two volumes as fields of a JSON object (docs/json.md). */
final class DifferenceFields {

    private static final String FIRST = "first";
    private static final String SECOND = "second";

    private DifferenceFields() {}

    static void write(JsonOutput json, Difference difference) throws IOException {
        json.bytes("path", difference.path().toText());
        switch (difference) {
            case Difference.OnlyInFirst only -> {
                json.field("kind", "only_in_first");
                json.field(FIRST, EntryList.type(only.inode()));
            }
            case Difference.OnlyInSecond only -> {
                json.field("kind", "only_in_second");
                json.field(SECOND, EntryList.type(only.inode()));
            }
            case Difference.Moved moved -> {
                json.field("kind", "moved");
                json.bytes("target", moved.target().toText());
            }
            case Difference.KindDiffers kinds -> {
                json.field("kind", "type");
                json.field(FIRST, EntryList.type(kinds.first()));
                json.field(SECOND, EntryList.type(kinds.second()));
            }
            case Difference.AttributeDiffers attribute -> {
                json.field("kind", "attribute");
                json.bytes("attribute", attribute.name());
                writeValue(json, FIRST, attribute.first().orElse(null));
                writeValue(json, SECOND, attribute.second().orElse(null));
            }
            case Difference.LinkDiffers link -> {
                json.field("kind", "hard_link");
                writePath(json, FIRST, link.first().orElse(null));
                writePath(json, SECOND, link.second().orElse(null));
            }
            case Difference.ContentDiffers content -> {
                json.field("kind", "content");
                json.field("position", content.position());
            }
            case Difference.Damaged damaged -> {
                json.field("kind", "damaged");
                json.field("side", side(damaged.side()));
                json.field("problem", Messages.reasonOf(damaged.reason()));
            }
        }
    }

    private static String side(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static void writeValue(JsonOutput json, String name, @Nullable Value value) throws IOException {
        if (value != null) {
            json.value(name, value);
        }
    }

    private static void writePath(JsonOutput json, String name, @Nullable TreePath path) throws IOException {
        if (path != null) {
            json.bytes(name, path.toText());
        }
    }
}

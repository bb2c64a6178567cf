// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.history.Change;
import dev.tfskit.history.ChangeLocation;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes what a record changes as fields of a JSON object (docs/json.md). */
final class ChangeFields {

    private ChangeFields() {}

    static void write(JsonOutput json, Change change) throws IOException {
        json.field("type", type(change));
        json.field("words", change.describe());
        switch (change) {
            case Change.Created created -> {
                writeLocation(json, created.location());
                json.field("kind", EntryList.type(created.kind()));
                writeNumber(json, "size", created.length());
                if (created.target().isPresent()) {
                    json.bytes("target", created.target().get());
                }
                json.field("replaces", created.replaces());
            }
            case Change.Removed removed -> {
                writeLocation(json, removed.location());
                json.field("kind", EntryList.type(removed.kind()));
                json.field("last_name", removed.last());
            }
            case Change.Renamed renamed -> {
                writeLocation(json, "from", renamed.from());
                writeLocation(json, "to", renamed.to());
                json.field("kind", EntryList.type(renamed.kind()));
                json.field("replaces", renamed.replaces());
            }
            case Change.Exchanged exchanged -> {
                writeLocation(json, "from", exchanged.first());
                writeLocation(json, "to", exchanged.second());
            }
            case Change.Completed completed -> {
                json.field("record", completed.record());
                json.beginObject("change");
                write(json, completed.change());
                json.endObject();
            }
            case Change.Linked linked -> {
                writeLocation(json, "from", linked.existing());
                writeLocation(json, "to", linked.name());
                json.field("kind", EntryList.type(linked.kind()));
                json.field("replaces", linked.replaces());
            }
            case Change.ExtentChanged changed -> {
                writeLocation(json, changed.location());
                writeExtent(json, "before", changed.before().orElse(null));
                writeExtent(json, "after", changed.after().orElse(null));
            }
            case Change.LengthSet set -> {
                writeLocation(json, set.location());
                writeNumber(json, "before", set.before());
                writeNumber(json, "after", set.after());
            }
            case Change.AttributeSet set -> {
                writeLocation(json, set.location());
                writeAttribute(json, set.attribute(), set.before().orElse(null));
                json.ownValue("after", set.after());
            }
            case Change.AttributeRemoved removed -> {
                writeLocation(json, removed.location());
                writeAttribute(json, removed.attribute(), removed.before());
            }
        }
    }

    private static String type(Change change) {
        return switch (change) {
            case Change.Created _ -> "create";
            case Change.Removed _ -> "remove";
            case Change.Renamed _ -> "rename";
            case Change.Exchanged _ -> "exchange";
            case Change.Completed _ -> "complete";
            case Change.Linked _ -> "link";
            case Change.ExtentChanged _ -> "extent";
            case Change.LengthSet _ -> "length";
            case Change.AttributeSet _ -> "set_attribute";
            case Change.AttributeRemoved _ -> "remove_attribute";
        };
    }

    private static void writeLocation(JsonOutput json, String name, ChangeLocation location) throws IOException {
        json.beginObject(name);
        writeLocation(json, location);
        json.endObject();
    }

    private static void writeLocation(JsonOutput json, ChangeLocation location) throws IOException {
        if (location.path().isPresent()) {
            json.bytes("path", location.path().get().toText());
        }
        json.field("inode", location.tuple());
        json.field("present", location.present());
    }

    private static void writeNumber(JsonOutput json, String name, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            json.field(name, number.getAsLong());
        }
    }

    private static void writeExtent(JsonOutput json, String name, @Nullable Extent extent) throws IOException {
        if (extent != null) {
            json.beginObject(name);
            json.extent(extent);
            json.endObject();
        }
    }

    private static void writeAttribute(JsonOutput json, List<Symbol> names, @Nullable Value before) throws IOException {
        json.beginArray("attribute");
        for (Symbol name : names) {
            json.element(JsonName.of(name));
        }
        json.endArray();
        if (before != null) {
            json.ownValue("before", before);
        }
    }
}

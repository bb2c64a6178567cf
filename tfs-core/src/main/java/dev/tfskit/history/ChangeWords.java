// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Extent;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Limits;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes changes as text. Stateless. */
final class ChangeWords {

    private ChangeWords() {}

    static String of(Change change) {
        return switch (change) {
            case Change.Created created -> created(created);
            case Change.Removed(ChangeLocation location, InodeKind kind, boolean last) ->
                "remove " + kind + " " + location + (last ? "" : " (it has other names)");
            case Change.Renamed(ChangeLocation from, ChangeLocation to, InodeKind kind, boolean replaces) ->
                "rename " + kind + " " + path(from) + " to " + to + replacementSuffix(replaces);
            case Change.Exchanged(ChangeLocation first, ChangeLocation second) ->
                "exchange " + path(first) + " and " + path(second);
            case Change.Completed(Change whole, long record) ->
                "complete what record " + record + " began: " + of(whole);
            case Change.Linked(ChangeLocation existing, ChangeLocation name, InodeKind kind, boolean replaces) ->
                "link " + kind + " " + existing + " to " + name + replacementSuffix(replaces);
            case Change.ExtentChanged changed -> extent(changed.location(), changed);
            case Change.LengthSet set when set.after().isEmpty() -> "remove the length of " + set.location();
            case Change.LengthSet set ->
                "set the length of " + set.location() + " to " + set.after().getAsLong()
                        + (set.before().isPresent() ? " (was " + set.before().getAsLong() + ")" : "");
            case Change.AttributeSet(
                    ChangeLocation location,
                    List<Symbol> names,
                    Optional<Value> before,
                    Value after) ->
                "set " + name(names) + " of " + location + " to " + ValueWords.of(names.getLast(), after)
                        + before.map(old -> " (was " + ValueWords.of(names.getLast(), old) + ")")
                                .orElse("");
            case Change.AttributeRemoved(ChangeLocation location, List<Symbol> names, Value before) ->
                "remove " + name(names) + " of " + location + " (was " + ValueWords.of(names.getLast(), before) + ")";
        };
    }

    private static String created(Change.Created created) {
        StringBuilder words =
                new StringBuilder("create ").append(created.kind()).append(' ').append(created.location());
        created.target().ifPresent(target -> words.append(" -> ").append(ValueWords.text(target)));
        created.length().ifPresent(length -> words.append(" of ").append(count(length, "byte")));
        return words.append(replacementSuffix(created.replaces())).toString();
    }

    /** Returns the old name of a renamed inode, without the remark that the name is gone. */
    private static String path(ChangeLocation location) {
        return location.path().isPresent() ? location.path().get().toString() : location.toString();
    }

    private static String replacementSuffix(boolean replaces) {
        return replaces ? " in place of what was there" : "";
    }

    private static String name(List<Symbol> names) {
        return names.stream().map(each -> each.quoted(Limits.NAME_BYTES)).collect(Collectors.joining("."));
    }

    private static String extent(ChangeLocation location, Change.ExtentChanged change) {
        Extent before = change.before().orElse(null);
        Extent after = change.after().orElse(null);
        if (after == null) {
            return before == null ? "no change of the extents of " + location : removed(location, before);
        }
        return before == null ? added(location, after) : changed(location, before, after);
    }

    private static String added(ChangeLocation location, Extent extent) {
        return "extend " + location + " by " + blocks(extent.length()) + " at block " + extent.startBlock()
                + (extent.uninitialised() ? " that read as zeros" : "")
                + (extent.allocated() > extent.length()
                        ? " and reserve " + (extent.allocated() - extent.length()) + " more"
                        : "");
    }

    private static String removed(ChangeLocation location, Extent extent) {
        return "give back " + blocks(extent.allocated()) + " of " + location + " at block " + extent.startBlock();
    }

    private static String changed(ChangeLocation location, Extent before, Extent after) {
        List<String> words = new ArrayList<>();
        if (before.startBlock() != after.startBlock()) {
            words.add("move " + blocks(before.length()) + " of " + location + " from block " + before.startBlock()
                    + " to block " + after.startBlock());
        }
        long grown = after.length() - before.length();
        long reserved = after.allocated() - before.allocated();
        if (grown > 0) {
            words.add("extend " + location + " by " + blocks(grown) + " at block "
                    + (after.startBlock() + before.length()));
        } else if (grown < 0) {
            words.add("shorten " + location + " by " + blocks(-grown) + " at block "
                    + (after.startBlock() + after.length()));
        } else if (reserved > 0) {
            words.add("reserve " + blocks(reserved) + " for " + location + " at block "
                    + (after.startBlock() + before.allocated()));
        } else if (reserved < 0) {
            words.add("give back " + blocks(-reserved) + " reserved for " + location + " at block "
                    + (after.startBlock() + after.allocated()));
        }
        if (before.uninitialised() != after.uninitialised()) {
            words.add("mark " + blocks(after.length()) + " of " + location + " at block " + after.startBlock()
                    + (after.uninitialised() ? " as zeros" : " as written"));
        }
        return String.join("; ", words);
    }

    private static String blocks(long count) {
        return count(count, "block");
    }

    private static String count(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}

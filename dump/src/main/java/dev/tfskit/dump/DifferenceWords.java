// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Printable;
import dev.tfskit.compare.Difference;
import dev.tfskit.compare.Side;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.SortedAttributes;
import dev.tfskit.text.ValuePrinter;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Describes differences in sentences that name the two images. Not thread-safe. */
final class DifferenceWords {

    /** The most bytes of a value: an image can hold a huge one, and refer to it in many places. */
    private static final int MOST_BYTES = 1000;

    /** A tuple of more characters is cut after a member: many inodes can refer to it. */
    private static final int MOST_TUPLE_CHARACTERS = 4096;

    private static final int KEPT = 100;

    private final String first;
    private final String second;
    private final SortedAttributes sorted = new SortedAttributes();
    private final MemberDifferences members = new MemberDifferences(sorted);
    /** Many inodes can refer to the same tuples and vectors. These are equal to themselves alone. */
    private final Map<Value, String> ofComposites = new RecentEntries<>(KEPT);

    private final Map<TuplePair, String> ofPairs = new RecentEntries<>(KEPT);

    private record TuplePair(Tuple before, Tuple after) {}

    private DifferenceWords(String first, String second) {
        this.first = first;
        this.second = second;
    }

    /** Returns the names of the images with the records that are compared, and with the overlay of the first one. */
    static DifferenceWords of(DumpOptions options, ImageName other) {
        DifferenceWords names = of(options.image(), other.file());
        String overlay = options.overlay()
                .map(changes ->
                        " with " + Printable.of(changes.file().getFileName().toString()))
                .orElse("");
        return new DifferenceWords(
                names.first + suffix(options.atRecord()) + overlay, names.second + suffix(other.record()));
    }

    private static String suffix(OptionalLong record) {
        return record.isPresent() ? "@" + record.getAsLong() : "";
    }

    /** Returns the file names, or the whole paths when the file names are equal. */
    private static DifferenceWords of(Path first, Path second) {
        boolean differ = !first.getFileName().equals(second.getFileName());
        return new DifferenceWords(
                Printable.of((differ ? first.getFileName() : first).toString()),
                Printable.of((differ ? second.getFileName() : second).toString()));
    }

    /** Returns the name of the first image. */
    String first() {
        return first;
    }

    /** Returns the name of the second image. */
    String second() {
        return second;
    }

    /** Describes a difference. */
    String of(Difference difference) throws IOException {
        return switch (difference) {
            case Difference.OnlyInFirst only ->
                "only in " + first + ", " + only.inode().kind();
            case Difference.OnlyInSecond only ->
                "only in " + second + ", " + only.inode().kind();
            case Difference.Moved moved -> "moved to " + moved.target();
            case Difference.KindDiffers kinds ->
                both(kinds.first().toString(), kinds.second().toString());
            case Difference.AttributeDiffers attribute
            when attribute.first().orElse(null) instanceof Tuple before
                    && attribute.second().orElse(null) instanceof Tuple after ->
                tuples(attribute.name(), before, after);
            case Difference.AttributeDiffers attribute ->
                attribute.name().quoted(MOST_BYTES) + " is "
                        + both(
                                value(attribute.name(), attribute.first().orElse(null)),
                                value(attribute.name(), attribute.second().orElse(null)));
            case Difference.LinkDiffers link ->
                "the same file as "
                        + both(
                                name(link.first().orElse(null)),
                                "as " + name(link.second().orElse(null)));
            case Difference.ContentDiffers content -> "contents differ from byte " + content.position() + " on";
            case Difference.Damaged damaged ->
                "cannot be compared, damaged in " + (damaged.side() == Side.FIRST ? first : second) + ": "
                        + Messages.reasonOf(damaged.reason());
        };
    }

    /** Names what differs inside, such as one variable of an environment. */
    private String tuples(Symbol name, Tuple before, Tuple after) throws IOException {
        TuplePair pair = new TuplePair(before, after);
        String words = ofPairs.get(pair);
        if (words == null) {
            words = describe(before, after);
            ofPairs.put(pair, words);
        }
        return name.quoted(MOST_BYTES) + ": " + words;
    }

    private String describe(Tuple before, Tuple after) throws IOException {
        MemberDifferences.Differing differing = members.between(before, after);
        StringBuilder words = new StringBuilder();
        Iterator<Symbol> names = differing.first().iterator();
        int more = differing.more() + differing.first().size();
        for (String separator = ""; names.hasNext() && words.length() < MOST_TUPLE_CHARACTERS; separator = "; ") {
            Symbol each = names.next();
            String inFirst = value(each, before.get(each).orElse(null));
            String inSecond = value(each, after.get(each).orElse(null));
            words.append(separator)
                    .append(each.quoted(MOST_BYTES))
                    .append(" is ")
                    .append(both(inFirst, inSecond));
            more--;
        }
        return more == 0
                ? words.toString()
                : words.append("; and ").append(more).append(" more").toString();
    }

    private String both(String inFirst, String inSecond) {
        return inFirst + " in " + first + ", " + inSecond + " in " + second;
    }

    private static String name(@Nullable TreePath path) {
        return path == null ? "no other" : path.toString();
    }

    private String value(Symbol name, @Nullable Value value) throws IOException {
        if (value == null) {
            return "not set";
        }
        boolean isTime = name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED);
        if (isTime && value instanceof Int time && !time.negative()) {
            return DiskTime.decode(time).toString();
        }
        if (!(value instanceof Composite)) {
            return print(value);
        }
        String printed = ofComposites.get(value);
        if (printed == null) {
            printed = print(value);
            ofComposites.put(value, printed);
        }
        return printed;
    }

    private String print(Value value) throws IOException {
        FirstBytes printed = new FirstBytes(MOST_BYTES);
        String end = "";
        try {
            new ValuePrinter(printed, Attributes.PARENT::equals, MOST_BYTES, sorted).print(value);
        } catch (FirstBytes.FullException e) {
            end = "...";
        }
        return printed.toString().replaceAll("\n *", " ") + end;
    }
}

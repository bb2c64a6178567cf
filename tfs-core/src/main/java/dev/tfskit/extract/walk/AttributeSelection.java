// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.walk.TextCopies;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the extended attributes that entries take along: all, unless so many of them refer to texts that the log
 * holds once that the copies would be far larger than the image. What is left out depends on the order of the entries,
 * so the thread that walks the tree asks for them. Not thread-safe.
 */
public final class AttributeSelection {

    private final TextCopies copies;
    private @Nullable TreePath firstPath;
    private @Nullable Symbol firstName;
    private long leftOut;

    /**
     * Creates a choice that has left nothing out so far.
     *
     * @param copies limits the copies, also those that the caller makes of other texts
     */
    public AttributeSelection(TextCopies copies) {
        this.copies = copies;
    }

    /**
     * Returns the extended attributes that an entry takes along. Each call counts as one copy, also for an entry that
     * is not made in the end.
     *
     * @param path the path of the entry
     * @param inode the inode of the entry
     * @return a new map, sorted by name
     */
    public SortedMap<Symbol, Text> of(TreePath path, Inode inode) {
        SortedMap<Symbol, Text> attributes = inode.extendedAttributes();
        attributes.entrySet().removeIf(attribute -> {
            boolean isLeftOut = !copies.allow(attribute.getValue());
            if (isLeftOut) {
                leaveOut(path, attribute.getKey());
            }
            return isLeftOut;
        });
        return attributes;
    }

    private void leaveOut(TreePath path, Symbol name) {
        if (leftOut == 0) {
            firstPath = path;
            firstName = name;
        }
        leftOut++;
    }

    /**
     * Returns what was left out, in one warning: there can be any number of such attributes.
     *
     * @return the first attribute that was left out, with the number of the others; empty when there is none
     */
    public Optional<EntryProblem> leftOut() {
        if (firstPath == null) {
            return Optional.empty();
        }
        return Optional.of(new EntryProblem(
                firstPath,
                "its extended attribute " + firstName + " refers to a text that the log holds once, and copies of all "
                        + "such texts would take more than " + Messages.size(TextCopies.MOST_BYTES)
                        + ": it was left out"
                        + (leftOut == 1 ? "" : ", and " + (leftOut - 1) + " more")));
    }
}

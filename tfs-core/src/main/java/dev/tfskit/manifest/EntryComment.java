// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Int;
import dev.tfskit.volume.ContentDigest;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the comment above an entry of a manifest: the time in readable form, and the SHA-256 of a file, which the
 * manifest lacks. The form is that of mtree(5): {@code KEYWORD=VALUE}, with blanks between. Not thread-safe.
 */
final class EntryComment {

    private final ContentDigest digest = new ContentDigest();
    private final Consumer<EntryProblem> problems;

    /** Creates comments; {@code problems} receives each file whose content cannot be read. */
    EntryComment(Consumer<EntryProblem> problems) {
        this.problems = problems;
    }

    /** Returns the text of the comment, which is ASCII; empty when there is nothing to say. */
    String of(TreePath path, Inode inode) throws IOException {
        List<String> words = new ArrayList<>();
        inode.attribute(Attributes.MODIFIED)
                .flatMap(Int::from)
                .ifPresent(time -> words.add(Attributes.MODIFIED + "=" + DiskTime.decode(time)));
        if (inode instanceof RegularFile file) {
            try {
                words.add("sha256=" + digest.sha256(file));
            } catch (TfsFormatException damage) {
                problems.accept(new EntryProblem(path, Messages.reasonOf(damage)));
            }
        }
        return String.join(" ", words);
    }
}

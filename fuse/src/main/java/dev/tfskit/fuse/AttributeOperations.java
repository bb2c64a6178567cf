// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import jnr.constants.platform.Errno;

/** Answers the requests about what an inode itself has: its attributes, and the target of a link. Thread-safe. */
final class AttributeOperations {

    private final Answers answers;
    private final Replies replies;
    private final Nodes nodes;
    private final OpenFiles files;
    private final Appearance appearance;
    private final AttributeChanges changes;

    AttributeOperations(
            Answers answers,
            Replies replies,
            Nodes nodes,
            OpenFiles files,
            Appearance appearance,
            AttributeChanges changes) {
        this.answers = answers;
        this.replies = replies;
        this.nodes = nodes;
        this.files = files;
        this.appearance = appearance;
        this.changes = changes;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.GETATTR,
                (request, number, info) -> answers.answer(request, () -> {
                    files.checkLostWrites(number, info);
                    replies.attributes(request, appearance.status(nodes.get(number)));
                }));
        table.set(
                OperationTable.Operation.SETATTR,
                (request, number, attributes, which, info) -> answers.answer(
                        request,
                        () -> replies.attributes(
                                request,
                                appearance.status(changes.apply(request, number, attributes, (int) which, info)))));
        table.set(
                OperationTable.Operation.READLINK,
                (request, number) -> answers.answer(request, () -> readLink(request, number)));
    }

    private void readLink(long request, long number) throws IOException {
        if (!(nodes.get(number) instanceof SymbolicLink link)) {
            throw new ErrnoException(Errno.EINVAL);
        }
        // The kernel cuts a target at a NUL, and has no room for a target of more than 4095 bytes.
        SymbolicLink.checkTarget(link.target());
        replies.link(request, link.target().toByteArray());
    }
}

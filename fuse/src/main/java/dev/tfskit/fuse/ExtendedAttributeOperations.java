// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Inode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import jnr.constants.platform.Errno;

/** Answers the requests about extended attributes. Thread-safe. */
final class ExtendedAttributeOperations {

    /** Flags of {@code setxattr}. */
    private static final int CREATE = 1;

    private static final int REPLACE = 2;

    private final Answers answers;
    private final Replies replies;
    private final Callers callers;
    private final Nodes nodes;
    /** The value of {@link MountDaemon#ATTRIBUTE}. */
    private final Text daemon;

    ExtendedAttributeOperations(Answers answers, Replies replies, Callers callers, Nodes nodes, MountDaemon daemon) {
        this.answers = answers;
        this.replies = replies;
        this.callers = callers;
        this.nodes = nodes;
        this.daemon = Text.of(daemon.text());
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.SETXATTR,
                (request, number, name, value, size, flags) -> answers.answer(request, () -> {
                    set(
                            nodes.get(number),
                            NameOperations.name(name),
                            Text.wrap(NativeMemory.bytes(value, (int) size)),
                            (int) flags);
                    replies.success(request);
                }));
        table.set(
                OperationTable.Operation.GETXATTR,
                (request, number, name, room) -> answers.answer(
                        request, () -> get(request, nodes.get(number), NameOperations.name(name), room)));
        table.set(
                OperationTable.Operation.LISTXATTR,
                (request, number, room) -> answers.answer(request, () -> list(request, nodes.get(number), room)));
        table.set(
                OperationTable.Operation.REMOVEXATTR,
                (request, number, name) -> answers.answer(request, () -> {
                    Symbol attribute = NameOperations.name(name);
                    AttributeRules.check(attribute);
                    nodes.get(number).removeExtendedAttribute(attribute);
                    replies.success(request);
                }));
    }

    private static void set(Inode inode, Symbol name, Text value, int flags) throws IOException {
        AttributeRules.check(name);
        if ((flags & CREATE) != 0) {
            inode.createExtendedAttribute(name, value);
        } else if ((flags & REPLACE) != 0) {
            inode.replaceExtendedAttribute(name, value);
        } else {
            inode.setExtendedAttribute(name, value);
        }
    }

    private void get(long request, Inode inode, Symbol name, long room) throws IOException {
        Text value = name.equals(MountDaemon.ATTRIBUTE) ? daemon : stored(inode, name);
        if (room != 0 && value.length() > room) {
            throw new ErrnoException(Errno.ERANGE);
        }
        replies.sized(request, value.toByteArray(), room);
    }

    private static Text stored(Inode inode, Symbol name) throws ErrnoException {
        AttributeRules.check(name);
        return inode.extendedAttribute(name).orElseThrow(() -> new ErrnoException(AttributeRules.missing(name)));
    }

    private void list(long request, Inode inode, long room) throws IOException {
        Caller caller = callers.of(request);
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (Symbol name : inode.extendedAttributes().keySet()) {
            if (AttributeRules.isListed(name, caller)) {
                names.writeBytes(name.toByteArray());
                names.write(0);
            }
        }
        if (room != 0 && names.size() > room) {
            throw new ErrnoException(Errno.ERANGE);
        }
        replies.sized(request, names.toByteArray(), room);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.error.NoSuchAttributeException;
import dev.tfskit.message.Messages;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;

/**
 * The attribute view {@code user}: the extended attributes whose names begin with {@code user.}. Callers name them
 * without this prefix. Thread-safe.
 *
 * @param inode the inode that has the attributes
 */
record UserView(InodeReference inode) implements UserDefinedFileAttributeView {

    private static final String PREFIX = "user.";

    @Override
    public String name() {
        return "user";
    }

    @Override
    public List<String> list() throws IOException {
        return inode.read(each -> each.extendedAttributes().keySet().stream()
                .map(name -> NameText.decode(name.toByteArray()))
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()))
                .toList());
    }

    @Override
    public int size(String name) throws IOException {
        return value(name).length();
    }

    @Override
    public int read(String name, ByteBuffer dst) throws IOException {
        Text value = value(name);
        if (value.length() > dst.remaining()) {
            throw new FileSystemException(
                    inode.name().path().toString(),
                    null,
                    "the attribute " + name + " has " + Messages.bytes(value.length())
                            + ", and the buffer has room for " + dst.remaining());
        }
        dst.put(value.asByteBuffer());
        return value.length();
    }

    /** Returns the value of an attribute. */
    Text value(String name) throws IOException {
        Symbol symbol = symbol(name);
        return inode.read(each -> value(each, symbol));
    }

    private static Text value(Inode inode, Symbol name) throws NoSuchAttributeException {
        return inode.extendedAttribute(name)
                .orElseThrow(() -> new NoSuchAttributeException("", "there is no attribute " + name.quoted()));
    }

    @Override
    public int write(String name, ByteBuffer src) throws IOException {
        byte[] value = new byte[src.remaining()];
        src.get(value);
        inode.change(each -> each.setExtendedAttribute(symbol(name), Text.wrap(value)));
        return value.length;
    }

    @Override
    public void delete(String name) throws IOException {
        inode.change(each -> each.removeExtendedAttribute(symbol(name)));
    }

    private Symbol symbol(String name) throws FileSystemException {
        if (name.isEmpty()) {
            throw new FileSystemException(
                    inode.name().path().toString(), null, "the name of an attribute cannot be empty");
        }
        return Symbol.wrap(NameText.encode(PREFIX + name));
    }
}

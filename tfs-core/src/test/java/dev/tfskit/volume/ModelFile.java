// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.schema.Permissions;
import java.io.IOException;
import java.time.Instant;

/** A regular file of a model. */
public final class ModelFile extends ModelInode {

    /** The largest length of a file, in whole blocks. */
    public static final long MOST_BYTES = Long.MAX_VALUE / 512 * 512;

    private final ModelContent content = new ModelContent();

    public ModelFile(Permissions permissions, Instant now) {
        super(permissions, now);
    }

    public ModelContent content() {
        return content;
    }

    private static void check(long position, long count, long least) throws IOException {
        if (position < 0 || count < least) {
            throw new IllegalArgumentException();
        }
    }

    private static void checkEnd(long position, long count) throws IOException {
        if (count > MOST_BYTES - position) {
            throw new FileTooLargeException("model", "");
        }
    }

    /** Writes what the volume had room for. */
    public int write(long position, byte[] bytes, int count, Instant now) throws IOException {
        check(position, bytes.length, 0);
        if (bytes.length == 0) {
            return 0;
        }
        checkEnd(position, bytes.length);
        content.write(position, bytes, count);
        touch(now);
        return count;
    }

    public void truncate(long length, Instant now) throws IOException {
        check(length, 0, 0);
        checkEnd(0, length);
        content.setLength(length);
        touch(now);
    }

    public boolean allocate(long position, long count, SizeChange sizeChange, Instant now) throws IOException {
        check(position, count, 1);
        checkEnd(position, count);
        if (sizeChange == SizeChange.GROW) {
            content.setLength(Math.max(content.length(), position + count));
        }
        touch(now);
        return true;
    }

    public boolean zeroRange(long position, long count, SizeChange sizeChange, Instant now) throws IOException {
        allocate(position, count, sizeChange, now);
        content.zero(position, Math.min(position + count, content.length()));
        return true;
    }

    public boolean punchHole(long position, long count, Instant now) throws IOException {
        check(position, count, 1);
        content.zero(position, count > content.length() - position ? content.length() : position + count);
        touch(now);
        return true;
    }
}

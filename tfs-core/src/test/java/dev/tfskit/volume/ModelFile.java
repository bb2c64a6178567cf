package dev.tfskit.volume;

import dev.tfskit.FileTooLargeException;
import dev.tfskit.schema.Permissions;
import java.io.IOException;
import java.time.Instant;

/** A regular file of a model. */
public final class ModelFile extends ModelInode {

    /** The longest that a file can be, in whole blocks. */
    public static final long MOST_BYTES = Long.MAX_VALUE / 512 * 512;

    private final ModelContent content = new ModelContent();

    public ModelFile(final Permissions permissions, final Instant now) {
        super(permissions, now);
    }

    public ModelContent content() {
        return content;
    }

    private static void check(final long position, final long count, final long least) throws IOException {
        if (position < 0 || count < least) {
            throw new IllegalArgumentException();
        }
    }

    private static void checkEnd(final long position, final long count) throws IOException {
        if (count > MOST_BYTES - position) {
            throw new FileTooLargeException("model", "");
        }
    }

    /** Writes what the volume had room for. */
    public int write(final long position, final byte[] bytes, final int count, final Instant now) throws IOException {
        check(position, bytes.length, 0);
        if (bytes.length == 0) {
            return 0;
        }
        checkEnd(position, bytes.length);
        content.write(position, bytes, count);
        touch(now);
        return count;
    }

    public void truncate(final long length, final Instant now) throws IOException {
        check(length, 0, 0);
        checkEnd(0, length);
        content.setLength(length);
        touch(now);
    }

    public boolean allocate(final long position, final long count, final SizeChange sizeChange, final Instant now) throws IOException {
        check(position, count, 1);
        checkEnd(position, count);
        if (sizeChange == SizeChange.GROW) {
            content.setLength(Math.max(content.length(), position + count));
        }
        touch(now);
        return true;
    }

    public boolean zeroRange(final long position, final long count, final SizeChange sizeChange, final Instant now) throws IOException {
        allocate(position, count, sizeChange, now);
        content.zero(position, Math.min(position + count, content.length()));
        return true;
    }

    public boolean punchHole(final long position, final long count, final Instant now) throws IOException {
        check(position, count, 1);
        content.zero(position, count > content.length() - position ? content.length() : position + count);
        touch(now);
        return true;
    }
}

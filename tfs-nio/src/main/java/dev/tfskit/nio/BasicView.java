// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.volume.StatusChange;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attribute view {@code basic}: kind, size and times of an inode. Thread-safe. */
sealed class BasicView implements BasicFileAttributeView permits PosixView {

    private final InodeReference inode;

    BasicView(InodeReference inode) {
        this.inode = inode;
    }

    final InodeReference inode() {
        return inode;
    }

    @Override
    public String name() {
        return "basic";
    }

    @Override
    public InodeAttributes readAttributes() throws IOException {
        return inode.attributes();
    }

    /** Sets mtime and atime. TFS does not store the time of creation, so that one is ignored, as on Linux. */
    @Override
    public final void setTimes(
            @Nullable FileTime lastModifiedTime, @Nullable FileTime lastAccessTime, @Nullable FileTime createTime)
            throws IOException {
        Optional<Instant> modified = Optional.ofNullable(lastModifiedTime).map(FileTime::toInstant);
        Optional<Instant> accessed = Optional.ofNullable(lastAccessTime).map(FileTime::toInstant);
        inode.change(each -> {
            if (modified.isPresent() || accessed.isPresent()) {
                each.change(StatusChange.ofTimes(accessed, modified));
            }
        });
    }
}

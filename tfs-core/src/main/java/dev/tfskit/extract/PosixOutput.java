// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A new file of a Linux host that is being written. Not thread-safe. */
final class PosixOutput implements TargetTree.HostOutput {

    private final HostDirectory parent;
    private final Place place;
    private final HostFile file;
    private final PosixAttributes setter;
    private boolean finished;

    /**
     * Takes a new file.
     *
     * @param parent the directory in which it was made; must stay open
     * @param place its place
     * @param file the file; closed with the output
     * @param setter gives the file its attributes
     */
    PosixOutput(HostDirectory parent, Place place, HostFile file, PosixAttributes setter) {
        this.parent = parent;
        this.place = place;
        this.file = file;
        this.setter = setter;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        file.write(source, position);
    }

    @Override
    public void setLength(long length) throws IOException {
        file.setLength(length);
    }

    @Override
    public void finish(EntryAttributes attributes) throws IOException {
        setter.setOfNewFile(file, parent, place.path(), attributes);
        finished = true;
    }

    @Override
    public void close() throws IOException {
        boolean whole = false;
        try {
            file.close();
            whole = finished;
        } finally {
            if (!whole) {
                parent.remove(place.name().toByteArray());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.nio.file.Path;
import java.util.List;

/** A binding that does something more when it mounts, and is otherwise like another one. */
abstract class ForwardingBinding implements FuseBinding {

    private final FuseBinding real;

    ForwardingBinding(FuseBinding real) {
        this.real = real;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public LibFuse functions() {
        return real.functions();
    }

    @Override
    public boolean canWriteBack() {
        return real.canWriteBack();
    }

    @Override
    public FileInfo fileInfo() {
        return real.fileInfo();
    }

    @Override
    public OperationTable newTable() {
        return real.newTable();
    }

    @Override
    public final FuseConnection mount(
            Path source, Path mountPoint, List<String> options, boolean debug, OperationTable table, Runnable ready)
            throws ToolFailedException {
        return wrap(real.mount(source, mountPoint, options, debug, table, () -> ready(ready)), ready);
    }

    /**
     * Is called when the operation INIT has run.
     *
     * @param ready what the mount does then
     */
    void ready(Runnable ready) {
        ready.run();
    }

    /**
     * Returns the connection that the mount is to use.
     *
     * @param connection what the other binding has made
     * @param ready what the mount does when the operation INIT has run
     */
    FuseConnection wrap(FuseConnection connection, Runnable ready) {
        return connection;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** A binding that mounts in a way of its own, and is otherwise like another one. */
abstract class ForwardingBinding implements FuseBinding {

    /** The binding behind this one. */
    final FuseBinding real;

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
}

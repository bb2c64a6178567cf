// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;

/** A connection that does something in a way of its own, and is otherwise like another one. */
abstract class ForwardingConnection implements FuseConnection {

    private final FuseConnection real;

    ForwardingConnection(FuseConnection real) {
        this.real = real;
    }

    @Override
    public void begin() throws ToolFailedException {
        real.begin();
    }

    @Override
    public int loop() {
        return real.loop();
    }

    @Override
    public void forgetAttributes(long number) {
        real.forgetAttributes(number);
    }

    @Override
    public void passOnContents(long number, long offset, long length) {
        real.passOnContents(number, offset, length);
    }

    @Override
    public void free() {
        real.free();
    }
}

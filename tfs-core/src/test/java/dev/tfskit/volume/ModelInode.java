// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.AttributeExistsException;
import dev.tfskit.error.NoSuchAttributeException;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** The state of an inode as POSIX defines it, in the simplest form. */
public abstract sealed class ModelInode
        permits ModelDirectory, ModelFile, ModelSymbolicLink, ModelSocket, ModelSpecialFile {

    private final SortedMap<Symbol, Text> attributes = new TreeMap<>();
    private Permissions permissions;
    private Instant modified;
    private Instant changed;
    private long names = 1;

    ModelInode(Permissions permissions, Instant now) {
        this.permissions = permissions;
        this.modified = now;
        this.changed = now;
    }

    public final long names() {
        return names;
    }

    public final boolean isGone() {
        return names == 0;
    }

    public final Permissions permissions() {
        return permissions;
    }

    public final Instant modified() {
        return modified;
    }

    public final Instant changed() {
        return changed;
    }

    public final SortedMap<Symbol, Text> attributes() {
        return attributes;
    }

    public final void touch(Instant now) {
        modified = now;
        changed = now;
    }

    public final void touchStatus(Instant now) {
        changed = now;
    }

    /** The volume was opened again, which knows of one time only. */
    public final void forgetStatusChange() {
        changed = modified;
    }

    public final void addName(Instant now) {
        names++;
        changed = now;
    }

    public final void loseName(Instant now) {
        names--;
        if (names > 0) {
            changed = now;
        }
    }

    public final void setModified(Instant time, Instant now) {
        modified = time;
        changed = now;
    }

    public final void setPermissions(Permissions newPermissions, Instant now) {
        permissions = newPermissions;
        changed = now;
    }

    public final void setAttribute(Symbol name, Text value, Instant now) {
        attributes.put(name, value);
        changed = now;
    }

    public final void createAttribute(Symbol name, Text value, Instant now) throws IOException {
        if (attributes.containsKey(name)) {
            throw new AttributeExistsException("model", "");
        }
        setAttribute(name, value, now);
    }

    public final void replaceAttribute(Symbol name, Text value, Instant now) throws IOException {
        checkHas(name);
        setAttribute(name, value, now);
    }

    public final void removeAttribute(Symbol name, Instant now) throws IOException {
        checkHas(name);
        attributes.remove(name);
        changed = now;
    }

    private void checkHas(Symbol name) throws IOException {
        if (!attributes.containsKey(name)) {
            throw new NoSuchAttributeException("model", "");
        }
    }
}

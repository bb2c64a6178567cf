// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.value.Symbol;
import java.util.Set;

/**
 * The attributes that have a meaning in a manifest and become something else in an image (docs/format.md, section 6).
 */
public final class ManifestAttributes {

    /** The data of a file: a tuple with {@link #HOST}. */
    public static final Symbol CONTENTS = Symbol.of("contents");
    /** The path of a file of the host. */
    public static final Symbol HOST = Symbol.of("host");
    /** The tree of the boot volume. */
    public static final Symbol BOOT = Symbol.of("boot");
    /** The file of the kernel, in the root of the boot volume. */
    public static final Symbol KERNEL = Symbol.of("kernel");
    /** The least size of the image. */
    public static final Symbol IMAGE_SIZE = Symbol.of("imagesize");
    /** The largest core dump; kept, and also a least size of the image. */
    public static final Symbol CORE_DUMP_LIMIT = Symbol.of("coredumplimit");
    /** The path of an entry in the tree of which this is another name. */
    public static final Symbol HARD_LINK = Symbol.of("tfs.hardlink");
    /** The types of those attributes in the same tuple that are not texts, see {@link dev.tfskit.text.AtomTypes}. */
    public static final Symbol TYPES = Symbol.of("tfs.types");

    /** Attributes that no inode of a manifest can have in the image. */
    public static final Set<Symbol> OF_ENTRIES = Set.of(CONTENTS, HARD_LINK, TYPES);
    /** Attributes that no root of a manifest can have in the image. */
    public static final Set<Symbol> OF_ROOT = Set.of(CONTENTS, HARD_LINK, TYPES, BOOT, IMAGE_SIZE);

    private ManifestAttributes() {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.value.Symbol;
import java.util.Set;

/**
 * The attributes that mean something in a manifest and become something else in an image (docs/format.md, section 6).
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
    /** How large a core dump may be; kept, and the least size of the image too. */
    public static final Symbol CORE_DUMP_LIMIT = Symbol.of("coredumplimit");
    /** The path in the tree of an entry of which this is another name. */
    public static final Symbol HARD_LINK = Symbol.of("tfs.hardlink");
    /** Which of the attributes beside it are no texts, as {@link dev.tfskit.text.AtomTypes} has it. */
    public static final Symbol TYPES = Symbol.of("tfs.types");

    /** Those that no inode can have that comes from a manifest. */
    public static final Set<Symbol> OF_ENTRIES = Set.of(CONTENTS, HARD_LINK, TYPES);
    /** Those that no root can have that comes from a manifest. */
    public static final Set<Symbol> OF_ROOT = Set.of(CONTENTS, HARD_LINK, TYPES, BOOT, IMAGE_SIZE);

    private ManifestAttributes() {}
}

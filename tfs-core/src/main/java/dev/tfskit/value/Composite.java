package dev.tfskit.value;

import dev.tfskit.numbering.Numbered;

/**
 * A value that others can refer to: the log's dictionary gives each a number at its first appearance
 * (docs/format.md, section 2.3).
 */
public abstract sealed class Composite extends Numbered implements Value permits Tuple, Vector {

    Composite() {}
}

package dev.tfskit.value;

/** The value of an attribute that is a mere flag, such as {@code uninited}; printed as {@code <null>}. */
public enum Present implements Value {
    /** The only one. */
    PRESENT
}

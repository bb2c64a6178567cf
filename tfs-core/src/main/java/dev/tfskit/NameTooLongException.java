package dev.tfskit;

/** A name, or the target of a link, or an attribute is longer than one can be. */
public final class NameTooLongException extends NameNotAllowedException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which name and why.
     *
     * @param name as it is shown to people
     * @param reason what is wrong with it
     */
    public NameTooLongException(final String name, final String reason) {
        super(name, reason);
    }
}

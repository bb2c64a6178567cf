// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.DamageRemedy;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.PathLookup;
import java.io.IOException;
import java.util.List;

/**
 * What a view gets: the options of the command line, the open image, and the output in the form that they ask for. Not
 * thread-safe.
 */
final class Session {

    /** Stands for an empty label where people read it. */
    static final String NO_LABEL = "(none)";

    private static final List<String> WHOLE_TREE = List.of("/");

    private final DumpOptions options;
    private final ToolContext context;
    private final InputFiles files;
    private final OpenImage image;
    private final DamageReport damages;

    /**
     * Creates a session.
     *
     * @param options the options
     * @param context the output and the terminal
     * @param files the files of the image
     * @param image the image; stays open as long as the session is in use
     */
    Session(DumpOptions options, ToolContext context, InputFiles files, OpenImage image) {
        this.options = options;
        this.context = context;
        this.files = files;
        this.image = image;
        this.damages = new DamageReport(context.diagnostics());
    }

    DumpOptions options() {
        return options;
    }

    InputFiles files() {
        return files;
    }

    OpenImage image() {
        return image;
    }

    StandardOutput output() {
        return context.output();
    }

    Diagnostics diagnostics() {
        return context.diagnostics();
    }

    DamageReport damages() {
        return damages;
    }

    boolean json() {
        return options.json();
    }

    /**
     * Returns the output for the bytes of a file.
     *
     * @throws UsageException when it is a terminal
     */
    StandardOutput fileOutput() throws UsageException {
        context.terminal().demandRedirectedOutput();
        return context.output();
    }

    boolean styled() {
        return context.terminal().styled();
    }

    /** Returns whether the output is for people, and need not have the form of the C tool. */
    boolean isForPeople() {
        return options.isForPeople(context.terminal());
    }

    /** Begins a document with the fields that name the volume. */
    JsonOutput beginJson() throws IOException {
        JsonOutput json = beginBareJson();
        json.bytes("label", image.volume().identity().label().text());
        json.field("uuid", image.volume().identity().uuid().toString());
        return json;
    }

    /** Begins a document about an image whose volume may be damaged. */
    JsonOutput beginBareJson() throws IOException {
        JsonOutput json = new JsonOutput(output());
        json.field("image", options.image().toString());
        return json;
    }

    void printIdentity() throws IOException {
        String label = image.volume().identity().label().toString();
        output().println("Label: " + (label.isEmpty() && isForPeople() ? NO_LABEL : label));
        output().println("UUID: " + image.volume().identity().uuid());
    }

    /** Returns the search for entries of the chosen volume. */
    NamedEntries entries() throws IOException {
        return new NamedEntries(image.volume());
    }

    /**
     * Finds the entries of the paths to which the command line limits the view; the root if there are none.
     *
     * @throws java.nio.file.FileSystemException if a path does not exist
     */
    List<PathLookup.Found> starts() throws IOException {
        return entries().findAll(options.paths().isEmpty() ? WHOLE_TREE : options.paths());
    }

    /** Returns a walk from each of these entries, as far down as the options say. */
    EntryWalk walk() throws IOException {
        return new EntryWalk(starts(), options.depth(), damages);
    }

    /**
     * Shows one entry, and names it when it is damaged: the image alone would not tell which of several it is.
     *
     * @param path the path of the entry
     * @param view shows the entry
     */
    void show(TreePath path, IoRunnable view) throws IOException {
        try {
            view.run();
        } catch (TfsFormatException e) {
            throw new ToolFailedException(
                    options.image().toString(),
                    path + ": " + Messages.reasonOf(e),
                    DamageRemedy.of(e, options.volume()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.DamageRemedy;
import dev.tfskit.cli.Example;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.ProgressLine;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** The tool {@code tfs-dump}: shows, checks and extracts images. */
public final class DumpMain implements Tool {

    private static final String CHECK = "--check";
    private static final String DIFF = "--diff";
    private static final String HTML = "--html";

    private final View metadata = new MetadataView();
    private final View info = new InfoView();
    private final View tree = new TreeView();
    private final DiffView diff = new DiffView();
    private final View html = new HtmlView(diff);
    private final View check = new CheckView();
    private final ExtractView extract = new ExtractView();
    private final View manifest = new ManifestView(extract);
    private final List<View> views = List.of(
            metadata,
            tree,
            new ListView(),
            new StatView(),
            new CatView(),
            new FindView(),
            new ChecksumView(),
            info,
            new EnvironmentView(),
            new CrashLogView(),
            new LogView(),
            diff,
            extract,
            manifest,
            new TarView(),
            html,
            check);

    /** Starts the process. */
    public static void main(String[] arguments) {
        ToolProcess.main(new DumpMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-dump";
    }

    @Override
    public void describe(ToolSyntax syntax) {
        DumpOptions.describe(syntax, views.stream().map(View::option).toList());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("tfs-dump disk.raw", "what the image is and what it runs"),
                new Example("tfs-dump -t disk.raw", "its tree"),
                new Example("tfs-dump --cat /etc/hosts disk.raw", "one of its files"),
                new Example("tfs-dump -d out disk.raw", "everything, extracted into out"),
                new Example("tfs-dump --check disk.raw", "its faults"));
    }

    @Override
    public ExitCode run(ParseResult arguments, ToolContext context) throws UsageException, IOException {
        DumpOptions options = DumpOptions.of(arguments);
        List<View> chosen = chosen(arguments);
        boolean isSummary = chosen.isEmpty() && showsSummary(options, context.terminal());
        List<View> wanted = chosen.isEmpty() ? List.of(isSummary ? info : metadata) : chosen;
        for (View view : wanted) {
            options.demandDetailsFit(view, views);
        }
        boolean showsProgress = wanted.stream().anyMatch(view -> view.showsProgress(context.terminal()));
        InputFiles files = new InputFiles(options.image(), options.overlay());
        try (OpenImage image = open(files, options, context, showsProgress)) {
            Session session = new Session(options, context, files, image);
            ExitCode code = show(wanted, !arguments.hasMatchedOption(DIFF), session);
            if (isSummary) {
                context.output()
                        .println("\n-t prints the tree, --metadata all metadata; --help lists the other views.");
            }
            return code;
        } catch (TfsFormatException e) {
            throw failure(options, e, DamageRemedy.ofFile(e, options.volume()));
        }
    }

    /**
     * Opens the image.
     *
     * @param showsProgress whether a terminal shows how much was read
     */
    private static OpenImage open(InputFiles files, DumpOptions options, ToolContext context, boolean showsProgress)
            throws IOException {
        BlockDevice bytes = files.open(context.diagnostics());
        return OpenImage.of(
                showsProgress && context.terminal().error()
                        ? new MeteredDevice(bytes, new ProgressLine(context.diagnostics(), true))
                        : bytes,
                options.volume(),
                options.atRecord(),
                new VolumeInput(files.image().toString(), "", context.diagnostics()));
    }

    private ExitCode show(List<View> wanted, boolean needsPaths, Session session) throws UsageException, IOException {
        try {
            if (!session.options().paths().isEmpty() && needsPaths) {
                // A path that does not exist fails before anything is printed or made.
                session.starts();
            }
            ExitCode worst = ExitCode.OK;
            for (View view : wanted) {
                ExitCode code = view.show(session);
                worst = code.number() > worst.number() ? code : worst;
            }
            return worst;
        } catch (TfsFormatException e) {
            // What ends a check cannot be checked.
            VolumeChoice choice = session.options().volume();
            throw failure(
                    session.options(),
                    e,
                    wanted.contains(check) ? DamageRemedy.ofFile(e, choice) : DamageRemedy.of(e, choice));
        }
    }

    private static ToolFailedException failure(DumpOptions options, TfsFormatException damage, String remedy) {
        return new ToolFailedException(options.image().toString(), Messages.reasonOf(damage), remedy);
    }

    /** Without a view, a terminal shows a summary; scripts read the metadata, as the C tool prints them. */
    private static boolean showsSummary(DumpOptions options, Terminal terminal) {
        return options.isForPeople(terminal)
                && !options.json()
                && options.atRecord().isEmpty();
    }

    /**
     * Returns the views to show. Only one view is allowed, with three exceptions: the tree can be shown beside an
     * extraction, as in the C tool, and so can a manifest; and a page can hold a comparison.
     *
     * @return the views; empty if the command line chooses none
     */
    private List<View> chosen(ParseResult arguments) throws UsageException {
        List<View> wanted = new ArrayList<>();
        for (View view : views) {
            if (arguments.hasMatchedOption(view.option().longestName())) {
                wanted.add(view);
            }
        }
        if (wanted.equals(List.of(extract, manifest))) {
            return List.of(manifest);
        }
        if (wanted.equals(List.of(diff, html))) {
            return List.of(html);
        }
        if (wanted.size() > 1 && !wanted.equals(List.of(tree, extract))) {
            throw new UsageException(wanted.get(0).option().longestName() + " and "
                    + wanted.get(1).option().longestName() + " cannot be combined; give one of them");
        }
        return wanted;
    }

    /** Checks and comparisons have the exit codes of fsck and diff, also when they fail. */
    @Override
    public ExitCode exitCode(ExitCode usual, List<String> arguments) {
        if (has(arguments, CHECK)) {
            return switch (usual) {
                case FAILED -> ExitCode.COULD_NOT_CHECK;
                case USAGE -> ExitCode.CHECK_USAGE;
                default -> usual;
            };
        }
        // A page has the usual exit codes, also a page with a comparison.
        boolean isComparison = has(arguments, DIFF) && !has(arguments, HTML);
        return isComparison && usual == ExitCode.FAILED ? ExitCode.TROUBLE : usual;
    }

    /** Searches the raw arguments, because they may have been impossible to parse. */
    private static boolean has(List<String> arguments, String option) {
        return arguments.stream()
                .takeWhile(argument -> !argument.equals("--"))
                .anyMatch(argument -> argument.equals(option) || argument.startsWith(option + "="));
    }
}

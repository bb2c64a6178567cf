// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.Glob;
import java.io.IOException;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --find}: prints the paths of all entries whose name, or whole path, matches a pattern. */
final class FindView implements View {

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--find")
                .paramLabel("GLOB")
                .type(String.class)
                .description("Print the paths of all entries whose name matches. A GLOB with a slash is compared "
                        + "with the whole path; there, ** also stands for slashes.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of(DumpOptions.PATHS, "--depth", "--json", "--at", "--null");
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        String text = session.options().argument(this);
        Predicate<TreePath> pattern = test(text);
        if (session.json()) {
            try (EntryList list = new EntryList(session.beginJson(), "entries")) {
                session.walk().visit((path, inode, _) -> {
                    if (pattern.test(path)) {
                        list.add(path, inode);
                    }
                });
                list.complete();
            }
        } else if (session.options().endsWithNull()) {
            session.walk().visitPossiblePaths((path, _, _) -> {
                if (pattern.test(path)) {
                    session.output().write(path.toText().toByteArray());
                    session.output().write(0);
                }
            });
        } else {
            session.walk().visit((path, _, _) -> {
                if (pattern.test(path)) {
                    session.output().println(path.quoted());
                }
            });
        }
        return session.damages().exitCode();
    }

    /** Returns the test for an entry. It must get the paths in the order of the walk. */
    private static Predicate<TreePath> test(String text) throws UsageException {
        PathArgument.demandName("--find", text);
        if (text.contains("/")) {
            return new PathMatch(compile(text.startsWith("/") || text.startsWith("**") ? text : "/" + text))::matches;
        }
        Glob glob = compile(text);
        // The root has no name, so only a pattern for any name finds it, as with find(1).
        return path -> glob.matches(path.isRoot() ? new byte[0] : path.name().toByteArray());
    }

    private static Glob compile(String text) throws UsageException {
        try {
            return Glob.compile(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--find: " + Messages.reasonOf(e));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.Printable;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --env}: prints the environment of the program, one variable a line, as assignments of the shell. When no value
 * needs quotes, they are words for {@code env -i}, too.
 */
final class EnvironmentView implements View {

    @Override
    public OptionSpec option() {
        return Flag.named("--env")
                .description("Print the environment of the program, one variable a line, quoted for the shell.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at", "--null");
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        Optional<Value> environment = session.image().volume().root().attribute(RootAttributes.ENVIRONMENT);
        Tuple variables = environment.isPresent() && environment.get() instanceof Tuple tuple ? tuple : new Tuple();
        if (session.json()) {
            try (JsonOutput json = session.beginJson()) {
                json.value("environment", variables);
                json.complete();
            }
            return ExitCode.OK;
        }
        for (Tuple.Attribute variable : variables.sorted()) {
            print(session, variable);
        }
        return session.damages().exitCode();
    }

    private static void print(Session session, Tuple.Attribute variable) throws IOException {
        Symbol name = variable.name();
        // A zero byte ends a string in an environment. With --null, the rest would be a line of its own.
        if (!(variable.value() instanceof Text value) || value.contains('\0') || !isPossible(name)) {
            session.diagnostics()
                    .warn(name.quoted(), "is left out, because no program can have this variable of the environment");
            return;
        }
        if (session.options().endsWithNull()) {
            session.output().write(name.toByteArray());
            session.output().write('=');
            session.output().write(value.toByteArray());
            session.output().write(0);
            return;
        }
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        // A quoted name would be no name for the shell itself, which can run this output as assignments.
        word.writeBytes(isName(name) ? name.toByteArray() : ShellWord.of(name.toByteArray()));
        word.write('=');
        word.writeBytes(ShellWord.of(value.toByteArray()));
        if (session.isForPeople()) {
            // A value can hold sequences that control the terminal.
            session.output().println(Printable.of(word.toString(StandardCharsets.UTF_8)));
        } else {
            session.output().write(word.toByteArray());
            session.output().write('\n');
        }
    }

    /** A name that begins with a hyphen would be an option of env(1). */
    private static boolean isPossible(Symbol name) {
        return name.length() > 0 && name.byteAt(0) != '-' && !name.contains('=') && !name.contains('\0');
    }

    private static boolean isName(Symbol name) {
        return name.decode().matches("[A-Za-z_][A-Za-z0-9_]*");
    }
}

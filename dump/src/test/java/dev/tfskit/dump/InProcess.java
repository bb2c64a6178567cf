// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Json;
import dev.tfskit.Result;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Runs tfs-dump in the JVM of the tests, which takes a twentieth of the time of a process. This is for what a test
 * reads of its results, and for views of many images; the tool as a program is tested with {@link dev.tfskit.Command}.
 * Names of files must be absolute and plain, because the working directory and the locale are those of the tests. There
 * is no such way for tfs-mkfs, which would read the standard input of the tests.
 */
final class InProcess {

    private InProcess() {}

    /** Runs tfs-dump. */
    static Result dump(Object... arguments) {
        Tool tool = new DumpMain();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        ToolContext context =
                new ToolContext(new StandardOutput(output), new Diagnostics(tool.name(), errors), Terminal.NONE);
        int exitCode = new ToolRunner(tool, context)
                .run(Stream.of(arguments).map(Object::toString).toArray(String[]::new))
                .number();
        return new Result(exitCode, output.toByteArray(), errors.toString(StandardCharsets.UTF_8));
    }

    /** Returns the document that tfs-dump prints. */
    static JsonNode json(Object... arguments) throws IOException {
        return Json.of(dump(arguments).ok());
    }
}

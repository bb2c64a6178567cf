// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.tfs.VolumeLookupTree;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.Optional;

/**
 * The program that an image has before an update, with its arguments and environment. An update that replaces the
 * program keeps the variables that the command line does not name. It keeps the arguments if the path of the program
 * stays the same, perhaps spelled through links, and the command line names no arguments.
 *
 * @param program the path of the program, as it is spelled
 * @param file the path without links; empty when there is no program at it
 * @param arguments its arguments
 * @param environment its variables
 */
record ExistingProgram(
        Optional<Value> program, Optional<Value> file, Optional<Value> arguments, Optional<Tuple> environment) {

    static ExistingProgram of(Volume volume) throws IOException {
        Optional<Value> program = volume.root().attribute(RootAttributes.PROGRAM);
        return new ExistingProgram(
                program,
                program.isPresent() && program.get() instanceof Text path ? withoutLinks(volume, path) : program,
                volume.root().attribute(RootAttributes.ARGUMENTS),
                volume.root()
                        .attribute(RootAttributes.ENVIRONMENT)
                        .filter(Tuple.class::isInstance)
                        .map(Tuple.class::cast));
    }

    private static Optional<Value> withoutLinks(Volume volume, Text program) throws IOException {
        return new SourcePathWalk(new VolumeLookupTree(volume)::find)
                .along(program)
                .map(found -> found.entry().path().toText());
    }

    /**
     * Adds the arguments and variables that the update keeps to the attributes of a new program.
     *
     * @param attributes the root attributes of the new program
     * @param namesArguments whether the command line names arguments
     */
    void addTo(Tuple attributes, boolean namesArguments) {
        Optional<Value> path = attributes.get(RootAttributes.PROGRAM);
        if (!namesArguments && arguments.isPresent() && (path.equals(program) || path.equals(file))) {
            attributes.set(RootAttributes.ARGUMENTS, arguments.get());
        }
        Tuple merged = new Tuple();
        environment.ifPresent(merged::setAll);
        attributes.tuple(RootAttributes.ENVIRONMENT).ifPresent(merged::setAll);
        attributes.set(RootAttributes.ENVIRONMENT, merged);
    }
}

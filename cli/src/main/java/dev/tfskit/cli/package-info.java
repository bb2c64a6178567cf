// SPDX-License-Identifier: Apache-2.0
/**
 * What the command lines share: options that all have, standard output, error lines and exit codes.
 *
 * <p>A command line implements {@link dev.tfskit.cli.Tool} and hands itself to
 * {@link dev.tfskit.cli.ToolProcess#main}. Everything here is on the path of every start, so it uses
 * picocli without annotations and neither reflection nor logging.
 */
package dev.tfskit.cli;

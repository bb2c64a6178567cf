// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completions of a tool for the shells bash, zsh and fish, made of its options. In bash and fish, {@code tfs-dump}
 * completes paths in an image that the command line names already.
 *
 * @param command the tool
 */
record Completion(CommandSpec command) {

    /** In bash, a word that begins with a slash is a path in the image, if the image has one that fits. */
    private static final String IMAGE_PATHS_FIRST = """
                    if [[ $current == /* ]]; then @FUNCTION@_paths; fi
                    if [[ ${#COMPREPLY[@]} -gt 0 ]]; then return; fi
            """;

    private String function() {
        return "_" + command.name().replace('-', '_');
    }

    private Operand operand(OptionSpec option) {
        return Operand.of(command.name(), option);
    }

    private List<OptionSpec> options() {
        return command.options();
    }

    private List<String> names(OptionSpec option) {
        return Arrays.asList(option.names());
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** Returns the first sentence of a description. */
    private static String summary(OptionSpec option) {
        String text = String.join(" ", option.description());
        int end = text.indexOf(". ");
        return (end < 0 ? text : text.substring(0, end)).replaceFirst("\\.$", "");
    }

    /** Returns the options that take a value of one kind, as an alternative of a case of the shell. */
    private String pattern(Function<Operand, Boolean> kind) {
        return options().stream()
                .filter(Completion::takesValue)
                .filter(option -> kind.apply(operand(option)))
                .flatMap(option -> names(option).stream())
                .collect(Collectors.joining(" | "));
    }

    /** Returns the script for {@code /usr/share/bash-completion/completions}. */
    String bash() {
        List<String> cases = new ArrayList<>();
        addCase(cases, pattern(Operand.HostFile.class::isInstance), function() + "_files -f; return");
        addCase(cases, pattern(Operand.HostDirectory.class::isInstance), function() + "_files -d; return");
        addCase(cases, pattern(Operand.ImagePath.class::isInstance), function() + "_paths; return");
        for (OptionSpec option : options()) {
            if (operand(option) instanceof Operand.OneOf(List<String> words)) {
                addCase(
                        cases,
                        String.join(" | ", names(option)),
                        "IFS=$' \\n'; COMPREPLY=($(compgen -W '" + String.join(" ", words)
                                + "' -- \"$current\")); return");
            }
        }
        addCase(cases, pattern(Operand.Free.class::isInstance), "return");
        String all =
                options().stream().flatMap(option -> names(option).stream()).collect(Collectors.joining(" "));
        return """
                # Completion of @NAME@ for bash.

                # Completes a path of the host: -f for all files, -d for directories. Marked as file names, they are
                # quoted, and a directory gets a slash and no blank.
                @FUNCTION@_files() {
                    mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
                    compopt -o filenames 2>/dev/null
                }

                # Completes a path in the first image of the command line.
                @FUNCTION@_paths() {
                    local word image=
                    for word in "${COMP_WORDS[@]:1}"; do
                        if [[ $word != -* && $word != "$current" && -f $word ]]; then image=$word; break; fi
                    done
                    [[ -n $image ]] || return
                    # An array of words would be expanded, and a name of the image may be a pattern.
                    mapfile -t COMPREPLY < <(@NAME@ --find "${current:-/}*" -- "$image" 2>/dev/null)
                    compopt -o filenames 2>/dev/null
                }

                @FUNCTION@() {
                    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} IFS=$'\\n'
                    COMPREPLY=()
                    # "--option=value" is three words for bash.
                    if [[ $current == = ]]; then
                        current=
                    elif [[ $previous == = ]]; then
                        previous=${COMP_WORDS[COMP_CWORD - 2]}
                    fi
                    case $previous in
                @CASES@
                    esac
                    if [[ $current == -* ]]; then
                        IFS=$' \\n'
                        COMPREPLY=($(compgen -W '@ALL@' -- "$current"))
                    else
                @OPERANDS@
                        @FUNCTION@_files -f
                    fi
                }
                complete -F @FUNCTION@ @NAME@
                """.replace("@CASES@", String.join("\n", cases))
                .replace("@ALL@", all)
                .replace("@OPERANDS@\n", command.name().equals("tfs-dump") ? IMAGE_PATHS_FIRST : "")
                .replace("@FUNCTION@", function())
                .replace("@NAME@", command.name());
    }

    private static void addCase(List<String> cases, String pattern, String action) {
        if (!pattern.isEmpty()) {
            cases.add("    " + pattern + ") " + action + " ;;");
        }
    }

    /** Returns the script for {@code /usr/share/zsh/site-functions}. */
    String zsh() {
        List<String> lines = new ArrayList<>();
        for (OptionSpec option : options()) {
            List<String> names = names(option);
            for (String name : names) {
                String others = names.size() > 1 ? "(" + String.join(" ", names) + ")" : "";
                String value = takesValue(option)
                        ? (name.startsWith("--") ? "=" : "+") + "[" + quoted(option) + "]:"
                                + option.paramLabel().replace(":", "") + ":" + zshAction(operand(option))
                        : "[" + quoted(option) + "]";
                lines.add("    '" + others + (option.isMultiValue() ? "*" : "") + name + value + "'");
            }
        }
        lines.add("    '*:file:_files'");
        return "#compdef " + command.name() + "\n\n_arguments -s -S \\\n" + String.join(" \\\n", lines) + "\n";
    }

    private static String zshAction(Operand operand) {
        return switch (operand) {
            case Operand.HostFile _ -> "_files";
            case Operand.HostDirectory _ -> "_files -/";
            case Operand.OneOf(List<String> words) -> "(" + String.join(" ", words) + ")";
            case Operand.ImagePath _, Operand.Free _ -> " ";
        };
    }

    private static String quoted(OptionSpec option) {
        return summary(option)
                .replace("'", "'\\''")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    /** Returns the script for {@code /usr/share/fish/vendor_completions.d}. */
    String fish() {
        StringBuilder script = new StringBuilder("# Completion of " + command.name() + " for fish.\n");
        if (command.name().equals("tfs-dump")) {
            script.append("""

                    # Prints the paths in the first image of the command line.
                    function __tfs_dump_paths
                        set -l current (commandline -ct | string replace -r '^--?\\w+=?' '')
                        for word in (commandline -opc)[2..]
                            if not string match -q -- '-*' $word; and test -f $word
                                tfs-dump --find "$current*" -- $word 2>/dev/null
                                return
                            end
                        end
                    end

                    complete -c tfs-dump -n 'string match -q -- "/*" (commandline -ct)' -a '(__tfs_dump_paths)'
                    """);
        }
        for (OptionSpec option : options()) {
            script.append("complete -c ").append(command.name());
            for (String name : names(option)) {
                script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            if (takesValue(option)) {
                script.append(fishAction(operand(option)));
            }
            script.append(" -d '")
                    .append(summary(option).replace("\\", "\\\\").replace("'", "\\'"))
                    .append("'\n");
        }
        return script.toString();
    }

    private static String fishAction(Operand operand) {
        return switch (operand) {
            case Operand.HostFile _ -> " -r -F";
            case Operand.HostDirectory _ -> " -x -a '(__fish_complete_directories)'";
            case Operand.ImagePath _ -> " -x -a '(__tfs_dump_paths)'";
            case Operand.OneOf(List<String> words) -> " -x -a '" + String.join(" ", words) + "'";
            case Operand.Free _ -> " -x";
        };
    }
}

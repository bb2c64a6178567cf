// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class ToolHelpTest {

    private final ToolSyntax syntax = new ToolSyntax(CommandSpec.create().name("tfs-test"));

    @Test
    void columnsFollowTheLongestNameThatIsNotTooLong() {
        syntax.describe("Tests a help whose description has more than eighty columns, so that it takes two lines.");
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("FILE")
                .index("0")
                .description("A file.")
                .build());
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("PATH")
                .index("1..*")
                .arity("0..*")
                .description("A path.")
                .build());
        syntax.add(value("LIST", "-o").description("A list.").build());
        syntax.add(Flag.named("-q").description("Print nothing.").build());
        syntax.addGroup(
                "Of a group:",
                List.of(
                        value("NAME", "-n", "--name", "--alias")
                                .description("A name.")
                                .build(),
                        value("N", "--number")
                                .description("A number, with a description that is broken between two of its words.")
                                .build(),
                        value("DIRECTORY", "--long-name-of-option")
                                .description("A directory.")
                                .build(),
                        value("N", "--optional")
                                .arity("0..1")
                                .description("Perhaps a number.")
                                .build(),
                        value("OLD NEW", "--rename")
                                .arity("2")
                                .hideParamSyntax(true)
                                .description("Two names.")
                                .build()));
        assertEquals("""
                Usage: tfs-test [OPTIONS] FILE [PATH...]
                Tests a help whose description has more than eighty columns, so that it takes
                two lines.

                Often used:
                  tfs-test x     show x
                  tfs-test -a x  show all of x

                      FILE                   A file.
                      [PATH...]              A path.
                  -o=LIST                    A list.
                  -q                         Print nothing.

                Of a group:
                  -n, --name, --alias=NAME   A name.
                      --number=N             A number, with a description that is broken
                                               between two of its words.
                      --long-name-of-option=DIRECTORY
                                             A directory.
                      --optional[=N]         Perhaps a number.
                      --rename=OLD NEW       Two names.
                """, help(HelpColors.NONE));
    }

    @Test
    void onlyNamesAreColored() {
        syntax.describe("Tests a help.");
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("FILE")
                .index("0")
                .description("A file.")
                .build());
        syntax.add(value("NAME", "-n", "--name").description("A name.").build());
        assertEquals("""
                Usage: \033[1mtfs-test\033[0m [OPTIONS] \033[33mFILE\033[0m
                Tests a help.

                Often used:
                  tfs-test x     show x
                  tfs-test -a x  show all of x

                      \033[33mFILE\033[0m          A file.
                  \033[33m-n\033[0m, \033[33m--name\033[0m=\033[3mNAME\033[0m   A name.
                """, help(HelpColors.TERMINAL));
    }

    private String help(HelpColors colors) {
        List<Example> examples =
                List.of(new Example("tfs-test x", "show x"), new Example("tfs-test -a x", "show all of x"));
        return ToolHelp.of(syntax, examples, colors);
    }

    private static OptionSpec.Builder value(String label, String... names) {
        return OptionSpec.builder(names).paramLabel(label).type(String.class);
    }
}

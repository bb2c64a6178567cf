// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Bundles the modules of the page, and the libraries that they use, into one script. Each module becomes a function
 * that returns what the module exports. In the bundle, a module follows those that it imports; modules must not import
 * each other in a circle. Modules have imports of the form {@code import { a, b } from './other.js';} and exports of
 * declarations.
 */
final class PageScript {

    /** The libraries, each after those that it uses. */
    static final List<String> LIBRARIES = List.of(
            "d3-hierarchy",
            "d3-array",
            "d3-color",
            "d3-interpolate",
            "d3-format",
            "d3-time",
            "d3-time-format",
            "d3-scale");

    private static final Pattern IMPORT =
            Pattern.compile("^import (\\{[^}]*\\}) from '\\./(\\w+)\\.js';$", Pattern.MULTILINE);
    private static final Pattern EXPORT =
            Pattern.compile("^export ((?:async )?(?:const|let|function|class) (\\w+))", Pattern.MULTILINE);

    private final Set<String> begun = new LinkedHashSet<>();
    private final StringBuilder bundle = new StringBuilder();

    private PageScript() {}

    /**
     * Returns the script.
     *
     * @param main the name of the module that starts the page, without its ending
     */
    static String bundle(String main) throws IOException {
        PageScript script = new PageScript();
        for (String library : LIBRARIES) {
            script.bundle
                    .append(Resource.text("library/" + library + "/" + library + ".min.js"))
                    .append('\n');
        }
        script.bundle.append("'use strict';\n");
        script.add(main);
        return script.bundle.toString();
    }

    private void add(String module) throws IOException {
        if (!begun.add(module)) {
            return;
        }
        String text = Resource.text("page/" + module + ".js");
        for (MatchResult found : IMPORT.matcher(text).results().toList()) {
            add(found.group(2));
        }
        Matcher exports = EXPORT.matcher(text);
        String exported = exports.results().map(found -> found.group(2)).collect(Collectors.joining(", "));
        String body = IMPORT.matcher(exports.replaceAll("$1")).replaceAll("const $1 = module_$2;");
        bundle.append("const module_" + module + " = (() => {\n" + body + "return { " + exported + " };\n})();\n");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The page around its data: a fixed text with one style sheet and one script. The policy in its head allows these two,
 * by their checksums, and nothing else: no request, no frame, no form.
 */
final class Page {

    private Page() {}

    /** Writes the page. */
    static void write(PageData data, OutputStream out) throws IOException {
        String style = Resource.text("page/style.css");
        String script = PageScript.bundle("main");
        String frame = Resource.text("page/page.html");
        String policy = "default-src 'none'; script-src '" + sum(script) + "'; style-src '" + sum(style)
                + "'; img-src data:; base-uri 'none'; form-action 'none'";
        String[] parts =
                frame.split("<!-- (?=policy|style|licences|data|script)|(?<=policy|style|licences|data|script) -->");
        for (String part : parts) {
            switch (part) {
                case "policy" -> print(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">");
                case "style" -> print(out, "<style>" + style + "</style>");
                case "licences" -> print(out, licences());
                case "data" -> data.writeTo(out);
                case "script" -> print(out, "<script>" + script + "</script>");
                default -> print(out, part);
            }
        }
    }

    private static String licences() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String library : PageScript.LIBRARIES) {
            text.append("<h3>").append(library).append("</h3>\n<pre>");
            text.append(escape(Resource.text("library/" + library + "/LICENSE")))
                    .append("</pre>\n");
        }
        return text.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String sum(String text) {
        byte[] digest = Sha2.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}

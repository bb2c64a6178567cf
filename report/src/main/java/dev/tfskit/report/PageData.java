// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The data of a page, as columns with names. Not thread-safe. */
final class PageData {

    private final Map<String, Column> columns = new LinkedHashMap<>();

    /** Returns the column of a name, which is empty at first. */
    Column column(String name) {
        return columns.computeIfAbsent(name, _ -> new Column());
    }

    /** Writes each column as an element that browsers do not run, show or load. */
    void writeTo(OutputStream out) throws IOException {
        for (Map.Entry<String, Column> entry : columns.entrySet()) {
            out.write(("<script type=\"application/octet-stream\" data-column=\"" + entry.getKey() + "\">")
                    .getBytes(StandardCharsets.UTF_8));
            entry.getValue().writeTo(out);
            out.write("</script>\n".getBytes(StandardCharsets.UTF_8));
        }
    }
}

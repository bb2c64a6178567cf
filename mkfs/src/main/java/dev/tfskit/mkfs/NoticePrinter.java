// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.source.Notice;
import java.util.function.Consumer;

/**
 * Prints notices as warnings or notes.
 *
 * @param diagnostics receives the lines
 */
record NoticePrinter(Diagnostics diagnostics) implements Consumer<Notice> {

    @Override
    public void accept(Notice notice) {
        switch (notice.level()) {
            case WARNING -> diagnostics.warn(notice.subject(), notice.text());
            case NOTE -> diagnostics.note(notice.subject(), notice.text());
        }
    }
}

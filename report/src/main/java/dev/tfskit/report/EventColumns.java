// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import java.util.List;

/**
 * The columns of the events. A path is the number of names that it shares with the path before it, the number of
 * further names, and these names.
 */
final class EventColumns {

    private final Column records;
    private final Column types;
    private final Column paths;
    private final Column numbers;
    private final Column words;
    private List<Symbol> last = List.of();

    EventColumns(PageData data) {
        records = data.column("events.record");
        types = data.column("events.type");
        paths = data.column("events.path");
        numbers = data.column("events.number");
        words = data.column("events.words");
    }

    /** Begins the events of a record. */
    void begin(long record, int count) {
        records.number(record).number(count);
    }

    void add(Event event) {
        types.number(event.type().ordinal());
        path(event.path());
        if (event.to() != null) {
            path(event.to());
        }
        switch (event.type()) {
            case CREATE, REMOVE, LENGTH, BLOCKS ->
                numbers.number(event.kind()).number(event.before()).number(event.after());
            case RENAME, EXCHANGE, LINK -> numbers.number(event.kind());
            case OTHER -> words.text(event.words());
        }
    }

    private void path(TreePath path) {
        List<Symbol> names = path.names();
        int shared = 0;
        while (shared < Math.min(names.size(), last.size()) && names.get(shared).equals(last.get(shared))) {
            shared++;
        }
        paths.number(shared).number(names.size() - shared);
        names.subList(shared, names.size()).forEach(name -> paths.text(ShownName.of(name)));
        last = names;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;

/**
 * Writes the attributes of the root, which configure the kernel, as rows of a name and a value. A value inside a tuple
 * or a vector has a name of several parts.
 */
final class Configuration {

    private static final int MOST_LEVELS = 8;

    private static final int MOST_ROWS = 2000;

    /** Of values with and without a row: a tuple can have itself as each of its members. */
    private static final int MOST_VALUES = 10 * MOST_ROWS;

    private final Column rows;
    private int count;
    private int values;

    private Configuration(Column rows) {
        this.rows = rows;
    }

    static void write(Iterable<Tuple.Attribute> attributes, PageData data) {
        Configuration configuration = new Configuration(data.column("configuration"));
        for (Tuple.Attribute attribute : attributes) {
            boolean isOfTree = attribute.name().equals(Attributes.CHILDREN)
                    || attribute.name().equals(Attributes.PARENT)
                    || attribute.name().equals(Attributes.SELF);
            boolean isTime = attribute.name().equals(Attributes.MODIFIED)
                    || attribute.name().equals(Attributes.ACCESSED);
            if (isTime && attribute.value() instanceof Int time && !time.negative()) {
                configuration.row(
                        attribute.name().quoted(), DiskTime.decode(time).toString());
            } else if (!isOfTree) {
                configuration.write(ShownName.of(attribute.name()), attribute.value(), 0);
            }
        }
    }

    private void write(String name, Value value, int level) {
        if (count == MOST_ROWS || values == MOST_VALUES) {
            return;
        }
        values++;
        if (level == MOST_LEVELS) {
            return;
        }
        switch (value) {
            case Text text -> row(name, text.quoted(Column.MOST_TEXT_BYTES));
            case Int number -> row(name, number.toString());
            case Flag _ -> row(name, "set");
            case Tuple tuple -> {
                for (Tuple.Attribute attribute : tuple.sorted()) {
                    write(name + " \u203a " + ShownName.of(attribute.name()), attribute.value(), level + 1);
                }
            }
            case VectorValue vector -> {
                for (int i = 0; i < vector.size(); i++) {
                    write(name + " \u203a " + i, vector.get(i), level + 1);
                }
            }
        }
    }

    private void row(String name, String value) {
        count++;
        rows.text(name).text(value);
    }
}

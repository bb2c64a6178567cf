// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Spelling;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.Directory;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks the names and types of the root attributes that configure the kernel. The kernel takes any name and ignores
 * what it does not know, so a misspelt one has no effect.
 *
 * @param notices receives the warnings
 */
record RootAttributeCheck(Consumer<Notice> notices) {

    private static final List<String> KNOWN = List.of(
            RootAttributes.PROGRAM.decode(),
            RootAttributes.ARGUMENTS.decode(),
            RootAttributes.ENVIRONMENT.decode(),
            RootAttributes.WORKING_DIRECTORY.decode(),
            RootAttributes.MOUNTS.decode(),
            RootAttributes.KLIBS.decode(),
            "debug_exit",
            "hostname",
            "imagesize",
            "readonly_rootfs",
            "reboot_on_exit");

    /** Near to a known name, and known to the kernel or to a klib as well. */
    private static final List<String> OTHERS = List.of("boot", "fault", "trace", "syslog", "tls", "ntp");

    void check(Directory root) {
        for (Tuple.Attribute attribute : root.attributes()) {
            if (!Attributes.MANAGED.contains(attribute.name())) {
                checkName(attribute.name());
                checkType(attribute.name(), attribute.value());
            }
        }
    }

    private void checkName(Symbol symbol) {
        String name = symbol.decode();
        if (!KNOWN.contains(name) && !OTHERS.contains(name)) {
            Spelling.nearest(name, KNOWN)
                    .ifPresent(nearest -> notices.accept(new Notice(
                            symbol.quoted(),
                            "the kernel knows no root attribute of this name; perhaps it should be " + nearest)));
        }
    }

    /** Checks the types other than that of the program, which has a check of its own. */
    private void checkType(Symbol name, Value value) {
        if (name.equals(RootAttributes.ARGUMENTS)) {
            boolean isFit = value instanceof VectorValue vector
                    && vector.elements().stream().allMatch(Text.class::isInstance);
            demand(isFit, name, "a vector of strings, such as [ls -l]");
        } else if (name.equals(RootAttributes.ENVIRONMENT)) {
            demand(isTupleOfTexts(value), name, "a tuple of strings, such as (HOME:/root)");
        } else if (name.equals(RootAttributes.MOUNTS)) {
            demand(isTupleOfTexts(value), name, "a tuple of strings, such as (%1:/data)");
        } else if (name.equals(RootAttributes.WORKING_DIRECTORY) || name.equals(RootAttributes.KLIBS)) {
            demand(value instanceof Text, name, "a string");
        }
    }

    private static boolean isTupleOfTexts(Value value) {
        return value instanceof Tuple tuple
                && tuple.sorted().stream().map(Tuple.Attribute::value).allMatch(Text.class::isInstance);
    }

    private void demand(boolean isFit, Symbol name, String form) {
        if (!isFit) {
            notices.accept(
                    new Notice(name.quoted(), "the root attribute has a wrong type; the kernel expects " + form));
        }
    }
}

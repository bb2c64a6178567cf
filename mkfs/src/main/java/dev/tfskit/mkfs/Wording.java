// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

/** The verb forms with which a report describes changes: changes that were made, or changes that would be made. */
enum Wording {
    /** The changes are made. */
    DONE {
        @Override
        String of(String change) {
            return change;
        }
    },
    /** The changes are only planned. */
    PLANNED {
        @Override
        String of(String change) {
            return "would be " + change;
        }
    };

    /** Returns a change, such as {@code removed}, as a predicate. */
    abstract String of(String change);

    /** Returns the sentence that something is changed. */
    String of(String subject, String change) {
        return subject + " " + of(change);
    }
}

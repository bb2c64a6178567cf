// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.message.Messages;
import dev.tfskit.source.Notice;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestFault;
import dev.tfskit.text.ManifestText;
import dev.tfskit.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects the faults of a manifest, so that all are reported at once, and passes on its oddities. Of either, it keeps
 * a bounded number and counts the others, because to find a position takes time in proportion to the text. Not
 * thread-safe.
 */
final class ManifestFaults {

    private static final int MOST = 50;

    private final List<ManifestText> texts;
    private final List<ManifestFault> faults = new ArrayList<>();
    private long more;
    private long oddities;

    /**
     * Creates a list without faults.
     *
     * @param texts the texts that contain the values
     */
    ManifestFaults(List<ManifestText> texts) {
        this.texts = List.copyOf(texts);
    }

    /**
     * Adds a fault.
     *
     * @param subject the faulty part of the manifest, such as a path in the tree, whose text can be long
     * @param value the faulty value
     * @param problem the fault
     */
    void add(Object subject, Value value, String problem) {
        if (faults.size() == MOST) {
            more++;
        } else {
            faults.add(describe(subject, value, problem));
        }
    }

    /** Reports an oddity that is not a fault, unless there were enough. */
    void report(Object subject, Value value, String problem, Consumer<Notice> notices) {
        oddities++;
        if (oddities <= MOST) {
            ManifestFault odd = describe(subject, value, problem);
            notices.accept(new Notice(odd.subject(), odd.problem()));
        }
    }

    /** Reports how many oddities there were besides those that were reported. */
    void reportFurther(Consumer<Notice> notices) {
        if (oddities > MOST) {
            notices.accept(new Notice(
                    "manifest",
                    Messages.of(oddities - MOST, "more warning is", "more warnings are")
                            + " not shown; correct those above first"));
        }
    }

    private ManifestFault describe(Object subject, Value value, String problem) {
        for (ManifestText text : texts) {
            Optional<ManifestFault> located = text.about(value, subject + ": " + problem);
            if (located.isPresent()) {
                return located.get();
            }
        }
        return new ManifestFault(subject.toString(), problem);
    }

    /** Throws if there are faults. */
    void throwIfAny() throws ManifestException {
        if (!faults.isEmpty()) {
            throw new ManifestException(faults, more);
        }
    }
}

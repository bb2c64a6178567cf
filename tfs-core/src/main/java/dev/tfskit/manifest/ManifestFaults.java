// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

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
 * Collects what is wrong with a manifest, so that all of it is told at once; a bounded number in words. Not thread
 * safe.
 */
final class ManifestFaults {

    private static final int MOST = 50;

    private final List<ManifestText> texts;
    private final List<ManifestFault> faults = new ArrayList<>();
    private long more;

    /** Nothing is wrong yet with what stands in these texts. */
    ManifestFaults(List<ManifestText> texts) {
        this.texts = List.copyOf(texts);
    }

    /**
     * Something is wrong.
     *
     * @param subject what in the manifest it is about, such as a path in the tree
     * @param value the value at fault
     */
    void add(String subject, Value value, String problem) {
        if (faults.size() == MOST) {
            more++;
        } else {
            faults.add(describe(subject, value, problem));
        }
    }

    /** Passes on what is odd, but no fault. */
    void report(String subject, Value value, String problem, Consumer<Notice> notices) {
        ManifestFault odd = describe(subject, value, problem);
        notices.accept(new Notice(odd.subject(), odd.problem()));
    }

    private ManifestFault describe(String subject, Value value, String problem) {
        for (ManifestText text : texts) {
            Optional<ManifestFault> located = text.about(value, subject + ": " + problem);
            if (located.isPresent()) {
                return located.get();
            }
        }
        return new ManifestFault(subject, problem);
    }

    /** Ends it if anything was wrong. */
    void throwIfAny() throws ManifestException {
        if (!faults.isEmpty()) {
            throw new ManifestException(faults, more);
        }
    }
}

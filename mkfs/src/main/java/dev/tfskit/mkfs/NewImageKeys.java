// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.ops.OpsConfiguration;
import dev.tfskit.source.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The keys of a configuration of ops that have an effect on new images only. Not thread-safe. */
final class NewImageKeys {

    private final List<String> keys = new ArrayList<>();
    private final List<String> remedies = new ArrayList<>();

    private NewImageKeys() {}

    /**
     * Finds the keys that an update leaves out. A key that an option replaces does not count.
     *
     * @param boot the files that options name
     */
    static NewImageKeys of(OpsConfiguration configuration, BootFiles boot) {
        NewImageKeys found = new NewImageKeys();
        if (configuration.kernel().isPresent() && boot.kernel().isEmpty()) {
            found.add("Kernel", "-k replaces the kernel");
        }
        if (configuration.bootFile().isPresent() && boot.bootFile().isEmpty()) {
            found.add("Boot", "-b replaces the boot file");
        }
        boolean wantsLoader =
                configuration.uefi().orElse(false) && configuration.loader().isPresent();
        if (wantsLoader && boot.loader().isEmpty()) {
            found.add("UefiBoot", "-u replaces the UEFI loader");
        }
        if (!configuration.klibs().isEmpty()) {
            found.add(
                    "Klibs (" + String.join(" ", configuration.klibs()) + ")",
                    "the klibs of the image stay as they are; make it anew for others");
        }
        return found;
    }

    private void add(String key, String remedy) {
        keys.add(key);
        remedies.add(remedy);
    }

    /**
     * Reports the keys, if there are any.
     *
     * @param option the option that names the configuration
     */
    void report(String option, Consumer<Notice> notices) {
        if (!keys.isEmpty()) {
            notices.accept(Notice.note(
                    option, "an update leaves out " + String.join(", ", keys) + "; " + String.join(", ", remedies)));
        }
    }
}

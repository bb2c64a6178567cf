// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.HelpContract;

/** The help and version of the packaged tool. */
class HelpIT extends HelpContract {

    HelpIT() {
        super("tfs-dump");
    }
}

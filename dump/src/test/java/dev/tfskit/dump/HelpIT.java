// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.HelpContract;

/** What the packaged tool says of itself. */
class HelpIT extends HelpContract {

    HelpIT() {
        super("tfs-dump");
    }
}

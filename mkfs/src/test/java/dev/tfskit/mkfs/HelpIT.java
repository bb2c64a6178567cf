// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.HelpContract;

/** What the packaged tool says of itself. */
class HelpIT extends HelpContract {

    HelpIT() {
        super("tfs-mkfs");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the changes of a mounted image durable. The call goes through the mount point, so any process can make it. */
final class Durability {

    private Durability() {}

    /**
     * Makes all changes on a mount durable, and returns then. This comes before an unmount, after which a failure could
     * no longer be reported. Who may not read the root directory of the image can still unmount it: then the process
     * behind the mount makes the changes durable at its end.
     *
     * @param owner who can open the mount point
     * @throws ToolFailedException when that fails
     */
    static void ensure(MountOwner owner) throws IOException {
        try {
            owner.send(MountRequest.SYNC);
        } catch (ToolFailedException withoutAnswer) {
            throw withoutAnswer;
        } catch (IOException e) {
            Path mountPoint = owner.mountPoint();
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "the changes since the last commit cannot be made durable: " + Messages.reasonInSentence(e),
                    "copy from it what you need; 'umount -i " + mountPoint + "' then unmounts it");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.ModelSymbolicLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Random;

/** Steps on attributes: each draws its arguments, and does the same in a mount and in its model. */
final class MountedAttributeSteps {

    private final MountedModel model;
    private final Random random;

    MountedAttributeSteps(MountedModel model, Random random) {
        this.model = model;
        this.random = random;
    }

    private MountedModel.Place anyThatIsNoLink() {
        return model.any(random, inode -> !(inode instanceof ModelSymbolicLink));
    }

    void changeMode() throws IOException {
        MountedModel.Place place = anyThatIsNoLink();
        // The owner keeps his rights, or else a test that root does not run would lock itself out.
        Permissions permissions = model.permissions(random.nextInt(010000) & 06077 | 0700);
        model.same(
                "mode of " + place.path(),
                () -> Files.setAttribute(place.path(), "unix:mode", permissions.mode()),
                now -> place.inode().setPermissions(permissions, now));
    }

    void changeTime() throws IOException {
        MountedModel.Place place = anyThatIsNoLink();
        Instant time = Instant.ofEpochSecond(random.nextLong(1L << 32), random.nextInt(1_000_000_000));
        model.same(
                "time of " + place.path(),
                () -> Files.setLastModifiedTime(place.path(), FileTime.from(time)),
                now -> place.inode().setModified(time, now));
    }

    void changeAttribute() throws IOException {
        MountedModel.Place place = anyThatIsNoLink();
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(place.path(), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        String name = "pqr".substring(random.nextInt(3)).substring(0, 1);
        Symbol symbol = Symbol.of("user." + name);
        if (random.nextInt(3) == 0) {
            model.same(
                    "no attribute " + name + " of " + place.path(),
                    () -> view.delete(name),
                    now -> place.inode().removeAttribute(symbol, now));
        } else {
            String value = "v".repeat(random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(30));
            model.same(
                    "attribute " + name + " of " + place.path(),
                    () -> view.write(name, StandardCharsets.US_ASCII.encode(value)),
                    now -> place.inode().setAttribute(symbol, Text.of(value), now));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.schema.Permissions;
import dev.tfskit.source.BytesContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that most programs expect besides their own: users, host names and trusted certificates. Each comes from
 * the tree; some have a minimal form for trees without them. Stateless.
 */
final class ExpectedFiles {

    private static final String REASON = "programs expect it";

    private static final List<Text> FROM_TREE = List.of(
            Text.of("/etc/passwd"),
            Text.of("/etc/group"),
            Text.of("/etc/nsswitch.conf"),
            Text.of("/etc/hosts"),
            Text.of("/etc/resolv.conf"),
            Text.of("/etc/ssl/certs/ca-certificates.crt"),
            Text.of("/etc/localtime"));

    /** On Linux, programs read the host name from this file. The kernel of Nanos does not make it, so ops does. */
    private static final Text HOST_NAME = Text.of("/proc/sys/kernel/hostname");

    private static final Map<Text, String> MINIMAL = Map.of(
            Text.of("/etc/passwd"),
            "root:x:0:0:root:/root:/bin/nobash\n",
            Text.of("/etc/resolv.conf"),
            "nameserver 8.8.8.8\n",
            HOST_NAME,
            "uniboot");

    private ExpectedFiles() {}

    static void addTo(SelectedEntries selection) throws IOException {
        for (Text path : FROM_TREE) {
            Optional<TreeView.Located> located = selection.add(path, Reason.request(REASON));
            if (located.isEmpty()) {
                addMinimal(path, selection);
            }
        }
        addMinimal(HOST_NAME, selection);
    }

    private static void addMinimal(Text path, SelectedEntries selection) throws IOException {
        String content = MINIMAL.get(path);
        if (content == null) {
            return;
        }
        BytesContent bytes = new BytesContent(content);
        SourceEntry.Metadata metadata =
                new SourceEntry.Metadata(Optional.of(Permissions.FILE), Optional.empty(), Map.of(), Map.of());
        selection.addMade(
                path,
                at -> new SourceEntry.File(at, metadata, bytes.length(), bytes),
                Reason.request("made here; " + REASON));
    }
}

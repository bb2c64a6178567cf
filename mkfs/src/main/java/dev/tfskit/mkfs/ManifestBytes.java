// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import java.io.IOException;
import java.io.InputStream;

/** Reads the bytes of manifests. Stateless. */
final class ManifestBytes {

    /** A manifest with a line for each of ten million files takes about this. More would not fit into an array. */
    private static final LimitedBytes LIMIT = new LimitedBytes(1 << 30, "manifest");

    private static final int PIECE_BYTES = 64 << 10;

    private ManifestBytes() {}

    /**
     * Reads what the user says is a manifest. Of a text that cannot be one, only the start is read: the parser finds
     * the fault there.
     *
     * @param name the name of the text, for messages
     * @throws dev.tfskit.cli.ToolFailedException when the text is larger than a manifest can be
     */
    static byte[] read(InputStream input, String name) throws IOException {
        byte[] first = input.readNBytes(PIECE_BYTES);
        ManifestStart start = new ManifestStart();
        start.accept(first, first.length);
        if (start.isFound() && !start.isManifest()) {
            return first;
        }
        return readAfter(first, input, name);
    }

    /**
     * Reads a manifest to its end.
     *
     * @param start the bytes that were read before
     * @param rest what follows them
     * @return all bytes of the manifest
     * @throws dev.tfskit.cli.ToolFailedException when the text is larger than a manifest can be
     */
    static byte[] readAfter(byte[] start, InputStream rest, String name) throws IOException {
        return LIMIT.readAfter(start, rest, name);
    }
}

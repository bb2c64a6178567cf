// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.json.Json;
import dev.tfskit.message.NamedFailure;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads a configuration of {@code ops} from its JSON document, and checks the keys of its objects. */
final class ConfigurationReader {

    /** The largest configuration that is read, in bytes; real ones are far smaller. */
    static final int MOST_BYTES = 16 << 20;

    private ConfigurationReader() {}

    /** Reads the bytes of a file that is not larger than a configuration can be. */
    static byte[] bytes(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; name the file of a configuration");
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] read = bytes.readNBytes(MOST_BYTES + 1);
            if (read.length > MOST_BYTES) {
                throw new FileSystemException(
                        file.toString(),
                        null,
                        "is larger than " + MOST_BYTES + " bytes, which no configuration is; name another file");
            }
            return read;
        } catch (IOException e) {
            throw NamedFailure.of(file, e);
        }
    }

    /**
     * Reads a document.
     *
     * @param name the name of the document in messages
     * @param directory where the relative paths in it begin
     * @param without the keys to ignore
     * @param notices receives the keys that are unknown or have no effect
     */
    static OpsConfiguration parse(
            byte[] bytes, String name, Path directory, Set<String> without, Consumer<Notice> notices)
            throws IOException {
        Json document = Json.parse(bytes, name, "the configuration");
        if (!document.isObject()) {
            throw new FileSystemException(name, null, "is not a configuration: a JSON object is expected");
        }
        CheckedObject keys = CheckedObject.of(document, ConfigurationKeys.CONFIGURATION, name, notices)
                .without(without);
        if (keys.flag("TFSv4").orElse(false)) {
            notices.accept(new Notice(
                    name,
                    "TFSv4 has no effect: the image has version 5 of TFS, which old kernels cannot read; use a newer "
                            + "kernel"));
        }
        CheckedObject run = CheckedObject.of(keys.get("RunConfig"), ConfigurationKeys.RUN, name, notices);
        CheckedObject cloud = CheckedObject.of(keys.get("CloudConfig"), ConfigurationKeys.CLOUD, name, notices);
        List<CheckedObject> nics = new ArrayList<>();
        for (Json nic : run.get("Nics").elements()) {
            nics.add(CheckedObject.of(nic, ConfigurationKeys.NIC, name, notices));
        }
        return new OpsConfiguration(directory, keys, run, cloud, nics);
    }
}

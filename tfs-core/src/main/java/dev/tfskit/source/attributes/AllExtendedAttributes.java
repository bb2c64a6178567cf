// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.attributes;

import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads all extended attributes that the process may read, except access control lists, which name users of the host.
 * Binding the system calls takes tens of milliseconds, so it happens only when these attributes are requested. One
 * thread creates, uses and closes an instance.
 */
public final class AllExtendedAttributes implements HostExtendedAttributes {

    private static final String ACCESS_LISTS = "system.";

    private final PosixHost host;
    private final Consumer<Notice> notices;
    private final Set<Object> devicesWithout = new HashSet<>();

    /**
     * Creates a reader.
     *
     * @param host the host; {@link #close} closes it
     * @param notices receives a notice about each attribute that TFS cannot store
     */
    public AllExtendedAttributes(PosixHost host, Consumer<Notice> notices) {
        this.host = host;
        this.notices = notices;
    }

    @Override
    public Map<Symbol, Text> of(Path file, HostAttributes attributes) throws IOException {
        if (devicesWithout.contains(attributes.device())) {
            return Map.of();
        }
        Optional<List<PosixHost.ExtendedAttribute>> found =
                host.extendedAttributes(file, name -> isWanted(Symbol.copyOf(name), file));
        if (found.isEmpty()) {
            devicesWithout.add(attributes.device());
            return Map.of();
        }
        Map<Symbol, Text> values = new TreeMap<>();
        for (PosixHost.ExtendedAttribute each : found.get()) {
            values.put(Symbol.wrap(each.name()), Text.wrap(each.value()));
        }
        return values;
    }

    private boolean isWanted(Symbol name, Path file) {
        if (name.decode().startsWith(ACCESS_LISTS)) {
            return false;
        }
        boolean isPossible = Attributes.isExtended(name) && name.length() <= Limits.NAME_BYTES;
        if (!isPossible) {
            notices.accept(new Notice(
                    file.toString(), "its extended attribute " + name + " is left out: TFS cannot store such a name"));
        }
        return isPossible;
    }

    @Override
    public void close() {
        host.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
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
 * All that the host shows to the user, but for access control lists, which are about users of the host. To bind the
 * calls takes noticeably long, so this is not for everybody. For one thread, which closes it, too.
 */
final class AllExtendedAttributes implements HostExtendedAttributes {

    private static final String ACCESS_LISTS = "system.";

    private final PosixHost host;
    private final Consumer<Notice> notices;
    private final Set<Object> devicesWithout = new HashSet<>();

    /**
     * Asks a host.
     *
     * @param host is closed with this
     * @param notices told of attributes that TFS has no place for
     */
    AllExtendedAttributes(PosixHost host, Consumer<Notice> notices) {
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
                    file.toString(),
                    "its extended attribute " + name + " is left out: TFS has no place for such a name"));
        }
        return isPossible;
    }

    @Override
    public void close() {
        host.close();
    }
}

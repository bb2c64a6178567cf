package dev.tfskit.image;

import dev.tfskit.posix.PosixHost;
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

/**
 * All that the host shows to the user, but for access control lists, which are about users of the host. None where this is no Linux. To
 * bind the calls takes a tenth of a second, so this is not for everybody. For one thread, which closes it, too.
 */
final class AllExtendedAttributes implements HostExtendedAttributes {

    private static final String ACCESS_LISTS = "system.";

    private final Optional<PosixHost> host = PosixHost.open();
    private final Set<Object> devicesWithout = new HashSet<>();

    @Override
    public Map<Symbol, Text> of(final Path file, final HostAttributes attributes) throws IOException {
        if (host.isEmpty() || devicesWithout.contains(attributes.device())) {
            return Map.of();
        }
        final Optional<List<PosixHost.ExtendedAttribute>> found = host.get().extendedAttributes(file);
        if (found.isEmpty()) {
            devicesWithout.add(attributes.device());
            return Map.of();
        }
        final Map<Symbol, Text> values = new TreeMap<>();
        for (final PosixHost.ExtendedAttribute each : found.get()) {
            final Symbol name = Symbol.wrap(each.name());
            if (!name.toString().startsWith(ACCESS_LISTS)) {
                values.put(name, Text.wrap(each.value()));
            }
        }
        return values;
    }

    @Override
    public void close() {
        host.ifPresent(PosixHost::close);
    }
}

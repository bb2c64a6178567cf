package dev.tfskit.image;

import dev.tfskit.posix.PosixHost;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The extended attributes of files of the host, but for access control lists, which are about users of the host. Where this is no Linux,
 * there are none. For one thread.
 */
final class HostExtendedAttributes implements Closeable {

    private static final String ACCESS_LISTS = "system.";

    private final Optional<PosixHost> host = PosixHost.open();
    private final Set<Object> devicesWithout = new HashSet<>();

    /**
     * Those of what a path itself stands for.
     *
     * @param device on which it is; one that has no such attributes is not asked again
     * @throws IOException when they cannot be read
     */
    Map<Symbol, Text> of(final Path file, final Object device) throws IOException {
        if (host.isEmpty() || devicesWithout.contains(device)) {
            return Map.of();
        }
        final Optional<List<PosixHost.ExtendedAttribute>> found = host.get().extendedAttributes(file);
        if (found.isEmpty()) {
            devicesWithout.add(device);
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

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.posix.HostError;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Those in the namespace {@code user}, which files and directories have: what Java shows by itself. */
final class UserExtendedAttributes implements HostExtendedAttributes {

    private static final String NAMESPACE = "user.";

    private final Set<Object> devicesWithout = new HashSet<>();

    @Override
    public Map<Symbol, Text> of(Path file, HostAttributes attributes) throws IOException {
        boolean has = switch (attributes.kind()) {
            case FILE, DIRECTORY -> !devicesWithout.contains(attributes.device());
            case LINK, SOCKET, OTHER -> false;
        };
        return has ? read(file, attributes.device()) : Map.of();
    }

    private Map<Symbol, Text> read(Path file, Object device) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        Map<Symbol, Text> values = new TreeMap<>();
        try {
            for (String name : view == null ? List.<String>of() : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                view.read(name, value);
                values.put(Symbol.of(NAMESPACE + name), Text.wrap(Arrays.copyOf(value.array(), value.position())));
            }
        } catch (FileSystemException e) {
            if (e.getReason() == null || !HostError.NOT_SUPPORTED.isEndOf(e.getReason())) {
                throw e;
            }
            devicesWithout.add(device);
        }
        return values;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}

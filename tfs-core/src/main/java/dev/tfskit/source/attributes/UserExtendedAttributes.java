// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.attributes;

import dev.tfskit.posix.HostError;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the extended attributes of files and directories in the namespace {@code user}. The JDK reads them, because
 * that takes less time than binding system calls; but to the JDK a name is text, so names beyond ASCII are read by
 * system calls where the host has them.
 */
public final class UserExtendedAttributes implements HostExtendedAttributes {

    private static final String NAMESPACE = "user.";

    private final Set<Object> devicesWithout = new HashSet<>();

    @Override
    public Map<Symbol, Text> of(Path file, HostAttributes attributes) throws IOException {
        boolean has = switch (attributes.kind()) {
            case FILE, DIRECTORY -> !devicesWithout.contains(attributes.device());
            case LINK, SOCKET, SPECIAL, OTHER -> false;
        };
        return has ? read(file, attributes.device()) : Map.of();
    }

    private Map<Symbol, Text> read(Path file, Object device) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return Map.of();
        }
        try {
            List<String> names = view.list();
            return areAscii(names) || !PosixHost.serves(file) ? values(view, names) : values(file);
        } catch (FileSystemException e) {
            if (!isCausedBy(HostError.NOT_SUPPORTED, e)) {
                throw e;
            }
            devicesWithout.add(device);
            return Map.of();
        }
    }

    private static boolean areAscii(List<String> names) {
        for (String name : names) {
            for (int i = 0; i < name.length(); i++) {
                if (name.charAt(i) >= 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Map<Symbol, Text> values(UserDefinedFileAttributeView view, List<String> names) throws IOException {
        Map<Symbol, Text> values = new TreeMap<>();
        for (String name : names) {
            Optional<Text> value = value(view, name);
            if (value.isPresent()) {
                values.put(Symbol.of(NAMESPACE + name), value.get());
            }
        }
        return values;
    }

    /** Reads the attributes by the bytes of their names, which need not be text in any encoding. */
    private static Map<Symbol, Text> values(Path file) throws IOException {
        byte[] namespace = NAMESPACE.getBytes(StandardCharsets.US_ASCII);
        Map<Symbol, Text> values = new TreeMap<>();
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            host.extendedAttributes(file, name -> Arrays.mismatch(namespace, name) == namespace.length)
                    .orElse(List.of())
                    .forEach(each -> values.put(Symbol.wrap(each.name()), Text.wrap(each.value())));
        }
        return values;
    }

    /** Reads an attribute that another process may change; empty when it was removed. */
    private static Optional<Text> value(UserDefinedFileAttributeView view, String name) throws IOException {
        while (true) {
            try {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                view.read(name, value);
                return Optional.of(Text.wrap(Arrays.copyOf(value.array(), value.position())));
            } catch (FileSystemException e) {
                if (isCausedBy(HostError.NO_DATA, e)) {
                    return Optional.empty();
                }
                // The value has grown since its size was read.
                if (!isCausedBy(HostError.RANGE, e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isCausedBy(HostError error, FileSystemException problem) {
        return problem.getReason() != null && error.isEndOf(problem.getReason());
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}

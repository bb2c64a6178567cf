// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Reads and sets attributes by their names, such as {@code posix:permissions}. Stateless. */
final class NamedAttributes {

    private static final Map<String, Function<InodeAttributes, Object>> BASIC = Map.of(
            "lastModifiedTime", InodeAttributes::lastModifiedTime,
            "lastAccessTime", InodeAttributes::lastAccessTime,
            "creationTime", InodeAttributes::creationTime,
            "size", InodeAttributes::size,
            "isRegularFile", InodeAttributes::isRegularFile,
            "isDirectory", InodeAttributes::isDirectory,
            "isSymbolicLink", InodeAttributes::isSymbolicLink,
            "isOther", InodeAttributes::isOther,
            "fileKey", InodeAttributes::fileKey);

    private static final Map<String, Function<InodeAttributes, Object>> OWNER = Map.of("owner", InodeAttributes::owner);

    private static final Map<String, Function<InodeAttributes, Object>> POSIX = joined(
            BASIC,
            Map.of(
                    "owner", InodeAttributes::owner,
                    "group", InodeAttributes::group,
                    "permissions", InodeAttributes::permissions));

    /** The types are those of the JDK on Linux, where a number of an owner above 2^31 - 1 is negative. */
    private static final Map<String, Function<InodeAttributes, Object>> UNIX = joined(
            POSIX,
            Map.of(
                    "mode", InodeAttributes::mode,
                    "ino", each -> each.fileKey().number(),
                    "dev", each -> each.fileKey().device(),
                    "rdev", InodeAttributes::deviceNumber,
                    "nlink", each -> (int) each.links(),
                    "uid", each -> (int) each.access().uid(),
                    "gid", each -> (int) each.access().gid(),
                    "ctime", InodeAttributes::changeTime));

    private static final Map<String, Map<String, Function<InodeAttributes, Object>>> VIEWS =
            Map.of("basic", BASIC, "owner", OWNER, "posix", POSIX, "unix", UNIX);

    private NamedAttributes() {}

    private static Map<String, Function<InodeAttributes, Object>> joined(
            Map<String, Function<InodeAttributes, Object>> some, Map<String, Function<InodeAttributes, Object>> more) {
        Map<String, Function<InodeAttributes, Object>> all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }

    /**
     * A view and what follows the colon.
     *
     * @param view the name of the view; {@code basic} when none is given
     * @param rest the rest
     */
    private record Parts(String view, String rest) {

        static Parts of(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Parts("basic", text)
                    : new Parts(text.substring(0, colon), text.substring(colon + 1));
        }
    }

    /**
     * Reads attributes.
     *
     * @param names {@code VIEW:NAME,NAME} or {@code VIEW:*}; without {@code VIEW:}, the view is {@code basic}
     * @throws NoSuchAttributeException when an attribute of the view {@code user} is missing
     * @throws UnsupportedOperationException when there is no such view
     * @throws IllegalArgumentException when another view has no such attribute
     */
    static Map<String, Object> read(InodeReference inode, String names) throws IOException {
        Parts parts = Parts.of(names);
        if (parts.rest.isEmpty()) {
            throw new IllegalArgumentException("the list of attributes is empty: " + names);
        }
        List<String> wanted = List.of(parts.rest.split(","));
        if (parts.view.equals("user")) {
            return readUserDefined(new UserView(inode), wanted);
        }
        Map<String, Function<InodeAttributes, Object>> view = VIEWS.get(parts.view);
        if (view == null) {
            throw noView(parts.view);
        }
        for (String name : wanted) {
            if (!name.equals("*") && !view.containsKey(name)) {
                throw unknown(parts.view, name);
            }
        }
        InodeAttributes attributes = inode.attributes();
        Map<String, Object> found = new LinkedHashMap<>();
        view.forEach((name, getter) -> {
            if (wanted.contains("*") || wanted.contains(name)) {
                found.put(name, getter.apply(attributes));
            }
        });
        return found;
    }

    private static Map<String, Object> readUserDefined(UserView view, List<String> wanted) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        for (String name : wanted.contains("*") ? view.list() : wanted) {
            found.put(name, view.value(name).toByteArray());
        }
        return found;
    }

    /**
     * Sets an attribute.
     *
     * @param name {@code VIEW:NAME}
     * @throws UnsupportedOperationException when there is no such view
     * @throws IllegalArgumentException when the attribute is not known, or cannot be set
     * @throws ClassCastException when the value is of the wrong type
     */
    static void set(InodeReference inode, String name, Object value) throws IOException {
        Parts parts = Parts.of(name);
        Objects.requireNonNull(value);
        PosixView view = new PosixView(inode);
        switch (parts.view) {
            case "basic" -> setBasic(view, parts, value);
            case "owner" -> setOwner(view, parts, value);
            case "posix" -> setPosix(view, parts, value);
            case "unix" -> setUnix(view, parts, value);
            case "user" -> setUserDefined(new UserView(inode), parts.rest, value);
            default -> throw noView(parts.view);
        }
    }

    private static void setBasic(PosixView view, Parts parts, Object value) throws IOException {
        switch (parts.rest) {
            case "lastModifiedTime" -> view.setTimes((FileTime) value, null, null);
            case "lastAccessTime" -> view.setTimes(null, (FileTime) value, null);
            case "creationTime" -> view.setTimes(null, null, (FileTime) value);
            default -> throw unknown(parts.view, parts.rest);
        }
    }

    private static void setOwner(PosixView view, Parts parts, Object value) throws IOException {
        if (!parts.rest.equals("owner")) {
            throw unknown(parts.view, parts.rest);
        }
        view.setOwner((UserPrincipal) value);
    }

    private static void setPosix(PosixView view, Parts parts, Object value) throws IOException {
        switch (parts.rest) {
            case "permissions" -> view.setPermissions(permissions(value));
            case "owner" -> view.setOwner((UserPrincipal) value);
            case "group" -> view.setGroup((GroupPrincipal) value);
            default -> setBasic(view, parts, value);
        }
    }

    private static void setUnix(PosixView view, Parts parts, Object value) throws IOException {
        switch (parts.rest) {
            case "mode" -> view.setMode((Integer) value);
            case "uid" -> view.setUser(Integer.toUnsignedLong((Integer) value));
            case "gid" -> view.setGroup(Integer.toUnsignedLong((Integer) value));
            default -> setPosix(view, parts, value);
        }
    }

    /** Returns the value as permissions; the set throws when it contains something else. */
    @SuppressWarnings("unchecked") // Only the elements tell what they are.
    static Set<PosixFilePermission> permissions(Object value) {
        return (Set<PosixFilePermission>) value;
    }

    private static void setUserDefined(UserView view, String name, Object value) throws IOException {
        view.write(name, value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : (ByteBuffer) value);
    }

    private static UnsupportedOperationException noView(String view) {
        return new UnsupportedOperationException("a TFS image has no attribute view " + view);
    }

    private static IllegalArgumentException unknown(String view, String name) {
        return new IllegalArgumentException("the attribute view " + view + " has no such attribute: " + name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Attribute views, by type and by name. */
class AttributesContractTest extends Contract {

    private static final FileTime TIME = FileTime.fromMillis(1_234_567_890_123L);

    @Test
    void kindsAndSizesAreReported() throws IOException {
        Path file = file("f", "12345");
        Path link = link("l", "f");
        BasicFileAttributes ofFile = Files.readAttributes(link, BasicFileAttributes.class);
        assertTrue(ofFile.isRegularFile());
        assertEquals(5, ofFile.size());
        assertEquals(
                ofFile.fileKey(),
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        BasicFileAttributes ofLink = Files.readAttributes(link, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        assertTrue(ofLink.isSymbolicLink());
        assertFalse(ofLink.isRegularFile() || ofLink.isDirectory() || ofLink.isOther());
        assertEquals(1, ofLink.size());
        assertNotEquals(ofFile.fileKey(), ofLink.fileKey());
        assertTrue(Files.readAttributes(root(), BasicFileAttributes.class).isDirectory());
        Path missing = path("m");
        assertFails(NoSuchFileException.class, missing, () -> Files.readAttributes(missing, BasicFileAttributes.class));
        assertThrows(
                UnsupportedOperationException.class, () -> Files.readAttributes(file, DosFileAttributesOfNone.class));
    }

    /** Attributes that no file system has. */
    private interface DosFileAttributesOfNone extends DosFileAttributes {}

    @Test
    void timesAreSetOneByOne() throws IOException {
        Path file = file("f");
        BasicFileAttributeView view = Files.getFileAttributeView(file, BasicFileAttributeView.class);
        assertEquals("basic", view.name());
        view.setTimes(TIME, null, null);
        FileTime access = FileTime.fromMillis(1_000_000_000_000L);
        view.setTimes(null, access, null);
        view.setTimes(null, null, null);
        view.setTimes(null, null, TIME);
        assertEquals(TIME, view.readAttributes().lastModifiedTime());
        assertEquals(access, view.readAttributes().lastAccessTime());
        assertNotNull(view.readAttributes().creationTime());
        Path link = link("l", "f");
        Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(access, null, null);
        assertEquals(TIME, Files.getLastModifiedTime(link));
        assertEquals(access, Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS));
        BasicFileAttributeView ofNothing = Files.getFileAttributeView(path("m"), BasicFileAttributeView.class);
        assertThrows(NoSuchFileException.class, () -> ofNothing.setTimes(TIME, null, null));
        assertThrows(NoSuchFileException.class, ofNothing::readAttributes);
    }

    @Test
    void writingChangesTheTime() throws IOException {
        Path file = file("f");
        Files.setLastModifiedTime(file, TIME);
        Files.setLastModifiedTime(root(), TIME);
        Files.writeString(file, "more");
        assertTrue(Files.getLastModifiedTime(file).compareTo(TIME) > 0);
        assertEquals(TIME, Files.getLastModifiedTime(root()));
        file("g");
        assertTrue(Files.getLastModifiedTime(root()).compareTo(TIME) > 0);
    }

    @Test
    void anySetOfPermissionsIsStored() throws IOException {
        Path file = file("f");
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        assertEquals("posix", view.name());
        for (int mode = 0; mode < 01000; mode++) {
            Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
            for (PosixFilePermission each : PosixFilePermission.values()) {
                if ((mode & 0400 >> each.ordinal()) != 0) {
                    set.add(each);
                }
            }
            view.setPermissions(set);
            assertEquals(set, view.readAttributes().permissions());
            assertEquals(0100000 | mode, Files.getAttribute(file, "unix:mode"));
        }
        Files.setAttribute(file, "unix:mode", 04755);
        assertEquals(0104755, Files.getAttribute(file, "unix:mode"));
        Files.setAttribute(file, "posix:permissions", PosixFilePermissions.fromString("rw-------"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void ownersAreFoundByNumberAndSet() throws IOException {
        Path file = file("f");
        UserPrincipalLookupService lookup = fileSystem().getUserPrincipalLookupService();
        FileOwnerAttributeView view = Files.getFileAttributeView(file, FileOwnerAttributeView.class);
        assertEquals("owner", view.name());
        view.setOwner(lookup.lookupPrincipalByName("12345"));
        assertEquals(lookup.lookupPrincipalByName("12345"), Files.getOwner(file));
        assertEquals("12345", Files.getOwner(file).getName());
        Files.getFileAttributeView(file, PosixFileAttributeView.class)
                .setGroup(lookup.lookupPrincipalByGroupName("54321"));
        assertEquals(12345, Files.getAttribute(file, "unix:uid"));
        assertEquals(54321, Files.getAttribute(file, "unix:gid"));
        assertEquals(
                "54321",
                Files.readAttributes(file, PosixFileAttributes.class).group().getName());
        Files.setAttribute(file, "unix:uid", 7);
        Files.setAttribute(file, "unix:gid", 8);
        assertEquals("7", "" + Files.getAttribute(file, "unix:uid"));
        Files.setAttribute(file, "owner:owner", lookup.lookupPrincipalByName("12345"));
        Files.setAttribute(file, "posix:group", lookup.lookupPrincipalByGroupName("54321"));
        assertEquals("12345", Files.getAttribute(file, "posix:owner").toString());
        assertThrows(UserPrincipalNotFoundException.class, () -> lookup.lookupPrincipalByName("no such user"));
        assertThrows(UserPrincipalNotFoundException.class, () -> lookup.lookupPrincipalByGroupName("no such group"));
    }

    @Test
    void userDefinedAttributesAreKept() throws IOException {
        Path file = file("f");
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        assertEquals("user", view.name());
        assertEquals(List.of(), view.list());
        assertEquals(5, view.write("one", ByteBuffer.wrap("value".getBytes())));
        assertEquals(0, view.write("ü", ByteBuffer.allocate(0)));
        assertEquals(Set.of("one", "ü"), new TreeSet<>(view.list()));
        assertEquals(5, view.size("one"));
        ByteBuffer target = ByteBuffer.allocateDirect(9);
        assertEquals(5, view.read("one", target));
        assertEquals(5, target.position());
        assertThrows(FileSystemException.class, () -> view.read("one", ByteBuffer.allocate(4)));
        assertThrows(FileSystemException.class, () -> view.read("none", target));
        assertThrows(FileSystemException.class, () -> view.size("none"));
        assertThrows(FileSystemException.class, () -> view.delete("none"));
        view.delete("one");
        assertEquals(List.of("ü"), view.list());
        Files.setAttribute(file, "user:two", ByteBuffer.wrap(new byte[] {1, 2}));
        assertArrayEquals(new byte[] {1, 2}, (byte[]) Files.getAttribute(file, "user:two"));
        assertEquals(Set.of("two", "ü"), Files.readAttributes(file, "user:*").keySet());
        assertThrows(FileSystemException.class, () -> Files.getAttribute(file, "user:none"));
        assertThrows(ClassCastException.class, () -> Files.setAttribute(file, "user:two", "text"));
    }

    @Test
    void namesSelectAttributes() throws IOException {
        Path file = file("f", "12345");
        assertEquals(5L, Files.getAttribute(file, "size"));
        assertEquals(Map.of("size", 5L, "isOther", false), Files.readAttributes(file, "size,isOther"));
        Set<String> basic = Set.of(
                "size",
                "creationTime",
                "lastAccessTime",
                "lastModifiedTime",
                "isDirectory",
                "isRegularFile",
                "isSymbolicLink",
                "isOther",
                "fileKey");
        assertEquals(basic, Files.readAttributes(file, "*").keySet());
        assertEquals(basic, Files.readAttributes(file, "basic:*").keySet());
        assertEquals(12, Files.readAttributes(file, "posix:*").size());
        assertEquals(20, Files.readAttributes(file, "unix:*").size());
        assertEquals(Set.of("owner"), Files.readAttributes(file, "owner:*").keySet());
        for (Map.Entry<String, Object> each : Files.readAttributes(file, "unix:nlink,rdev,ino,dev,uid,mode,ctime")
                .entrySet()) {
            Class<?> type = switch (each.getKey()) {
                case "ctime" -> FileTime.class;
                case "ino", "dev", "rdev" -> Long.class;
                default -> Integer.class;
            };
            assertEquals(type, each.getValue().getClass(), each.getKey());
        }
    }

    @Test
    void unknownNamesAreRefused() throws IOException {
        Path file = file("f");
        for (String each : List.of("", "basic:", "unknown", "basic:unknown", "size,unknown", "posix:mode")) {
            assertThrows(IllegalArgumentException.class, () -> Files.readAttributes(file, each), each);
        }
        for (String each : List.of("other:*", "other:size", "acl:acl")) {
            assertThrows(UnsupportedOperationException.class, () -> Files.readAttributes(file, each), each);
            assertThrows(UnsupportedOperationException.class, () -> Files.setAttribute(file, each, 1), each);
        }
        for (String each : List.of("unknown", "size", "basic:isOther", "posix:mode", "unix:ino", "owner:group")) {
            assertThrows(IllegalArgumentException.class, () -> Files.setAttribute(file, each, 1), each);
        }
        assertThrows(ClassCastException.class, () -> Files.setAttribute(file, "lastModifiedTime", 1));
        assertThrows(ClassCastException.class, () -> Files.setAttribute(file, "unix:mode", "rwx"));
        assertThrows(ClassCastException.class, () -> Files.setAttribute(file, "posix:owner", "root"));
        assertNull(Files.getFileAttributeView(file, AclFileAttributeView.class));
        Files.setAttribute(file, "lastModifiedTime", TIME);
        Files.setAttribute(file, "basic:lastAccessTime", TIME);
        Files.setAttribute(file, "unix:creationTime", TIME);
        assertEquals(TIME, Files.getAttribute(file, "posix:lastAccessTime"));
    }
}

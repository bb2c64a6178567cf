// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Tfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler and the zip classes of the JDK work in an image. */
class CompilerTest {

    @TempDir
    private Path temp;

    private FileSystem disk;

    @BeforeEach
    void open() throws IOException {
        Path image = temp.resolve("disk.raw");
        Tfs.create(image, 16 << 20, "disk").close();
        disk = FileSystems.newFileSystem(image, Map.of("mode", "rw"));
    }

    @AfterEach
    void close() throws IOException {
        disk.close();
    }

    /** Defines classes from the files of a directory. */
    private static final class Classes extends ClassLoader {

        private final Path directory;

        Classes(Path directory) {
            super(CompilerTest.class.getClassLoader());
            this.directory = directory;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                byte[] bytes = Files.readAllBytes(directory.resolve(name.replace('.', '/') + ".class"));
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void compilerReadsSourcesAndWritesClasses() throws Exception {
        Path sources = Files.createDirectories(disk.getPath("/src/demo"));
        Path main = Files.writeString(
                sources.resolve("Main.java"),
                "package demo; public class Main { public static String text() { return Other.TEXT + \"!\"; } }");
        Files.writeString(sources.resolve("Other.java"), "package demo; class Other { static String TEXT = \"hi\"; }");
        Path classes = Files.createDirectory(disk.getPath("/classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(disk.getPath("/src")));
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            assertTrue(compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(main))
                    .call());
        }
        Class<?> made = new Classes(classes).loadClass("demo.Main");
        assertEquals("hi!", made.getMethod("text").invoke(null));
    }

    @Test
    void zipIsWrittenAndReadAsStreamAndAsFileSystem() throws IOException {
        Path zip = disk.getPath("/a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < 100; i++) {
                out.putNextEntry(new ZipEntry("d/" + i));
                out.write(("content " + i).repeat(i).getBytes());
            }
        }
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (int i = 0; i < 100; i++) {
                assertEquals("d/" + i, in.getNextEntry().getName());
                assertEquals(("content " + i).repeat(i), new String(in.readAllBytes()));
            }
        }
        try (FileSystem inner = FileSystems.newFileSystem(zip)) {
            assertEquals("content 1", Files.readString(inner.getPath("/d/1")));
            Files.writeString(inner.getPath("/new"), "more");
        }
        try (FileSystem inner = FileSystems.newFileSystem(zip)) {
            assertEquals("more", Files.readString(inner.getPath("/new")));
        }
    }
}

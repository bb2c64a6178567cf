// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Tfs;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 keeps a database in an image, and a kill loses nothing that H2 made durable. */
@Tag("slow")
class DatabaseTest {

    private static final int LINES = 20;

    @TempDir
    private Path temp;

    @Test
    void killedDatabaseHasEveryDurableRow() throws Exception {
        Path image = temp.resolve("db.raw");
        Tfs.create(image, 64 << 20, "db").close();
        int durable = 0;
        try (Command.Running program =
                Command.java(DatabaseProgram.class, image).start()) {
            for (int i = 0; i < LINES; i++) {
                durable = Integer.parseInt(program.nextLine());
            }
            program.signal("KILL");
            program.process().waitFor();
        }
        assertTrue(Tfs.check(image, _ -> {}).isClean());
        try (FileSystem disk = FileSystems.newFileSystem(image, Map.of("mode", "rw"))) {
            PathFile.register(disk);
            try (Connection connection = DriverManager.getConnection(DatabaseProgram.URL);
                    Statement statement = connection.createStatement()) {
                try (ResultSet rows = statement.executeQuery("select id, text from rows order by id")) {
                    int id = 0;
                    while (rows.next()) {
                        assertEquals(id, rows.getInt(1));
                        assertEquals("row " + id + "x".repeat(id % 500), rows.getString(2));
                        id++;
                    }
                    assertTrue(id >= durable, id + " rows, and " + durable + " were durable");
                }
                statement.execute("insert into rows values (-1, 'after')");
            }
        }
        assertTrue(Tfs.check(image, _ -> {}).isClean());
    }
}

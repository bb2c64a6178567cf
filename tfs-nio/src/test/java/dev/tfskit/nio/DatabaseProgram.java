// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Map;

/** Adds rows to a database in an image until it is killed. It prints the number of rows that are durable. */
final class DatabaseProgram {

    static final String URL = "jdbc:h2:path:/db/test;DB_CLOSE_ON_EXIT=FALSE";
    private static final int BATCH = 50;

    private DatabaseProgram() {}

    /** Runs it; the argument is the image. */
    public static void main(String[] arguments) throws Exception {
        try (FileSystem disk = FileSystems.newFileSystem(Path.of(arguments[0]), Map.of("mode", "rw"))) {
            PathFile.register(disk);
            try (Connection connection = DriverManager.getConnection(URL);
                    Statement statement = connection.createStatement()) {
                statement.execute("create table rows (id int primary key, text varchar)");
                connection.setAutoCommit(false);
                try (PreparedStatement insert = connection.prepareStatement("insert into rows values (?, ?)")) {
                    for (int id = 0; true; id++) {
                        insert.setInt(1, id);
                        insert.setString(2, "row " + id + "x".repeat(id % 500));
                        insert.executeUpdate();
                        if (id % BATCH == BATCH - 1) {
                            connection.commit();
                            statement.execute("checkpoint sync");
                            System.out.println(id + 1);
                        }
                    }
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Tfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lucene keeps an index in an image: it locks, syncs files and directories, renames, and removes files in use. */
@Tag("slow")
class LuceneTest {

    private static final int DOCUMENTS = 3000;

    @TempDir
    private Path temp;

    private static Document document(int number) {
        Document document = new Document();
        document.add(new StringField("number", Integer.toString(number), Field.Store.YES));
        document.add(new TextField(
                "text", "every " + (number % 3 == 0 ? "third" : "other") + " w" + number % 100, Field.Store.YES));
        return document;
    }

    private static long count(Directory index, String word) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(index)) {
            return new IndexSearcher(reader).count(new TermQuery(new Term("text", word)));
        }
    }

    @Test
    void indexInAnImageIsBuiltSearchedAndSound() throws IOException {
        Path image = temp.resolve("index.raw");
        Tfs.create(image, 64 << 20, "index").close();
        try (FileSystem disk = FileSystems.newFileSystem(image, Map.of("mode", "rw"));
                Directory index = new NIOFSDirectory(disk.getPath("/index"))) {
            IndexWriterConfig configuration = new IndexWriterConfig(new StandardAnalyzer()).setMaxBufferedDocs(500);
            try (IndexWriter writer = new IndexWriter(index, configuration)) {
                for (int i = 0; i < DOCUMENTS; i++) {
                    writer.addDocument(document(i));
                }
                writer.commit();
                writer.deleteDocuments(new Term("text", "w7"));
                writer.commit();
                assertEquals(DOCUMENTS / 3 - 10, count(index, "third"));
                writer.forceMerge(1);
            }
            assertEquals(0, count(index, "w7"));
        }
        // A reader of an image that cannot change needs no lock.
        try (FileSystem disk = FileSystems.newFileSystem(image);
                Directory index = new NIOFSDirectory(disk.getPath("/index"), NoLockFactory.INSTANCE)) {
            assertEquals(DOCUMENTS / 100, count(index, "w8"));
            try (CheckIndex check = new CheckIndex(index)) {
                assertTrue(check.checkIndex().clean);
            }
        }
        assertTrue(Tfs.check(image, _ -> {}).isClean());
    }
}

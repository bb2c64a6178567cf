// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that people use on file systems find a mount to be one. */
class ProgramsIT extends OnMount {

    private static final Path TREES = Path.of("..", "testdata").toAbsolutePath();
    private static final String SAME =
            "\"$1/describe-tree.sh\" \"$2\" >\"$3/expected\"; \"$1/describe-tree.sh\" \"$4\" >\"$3/found\";"
                    + " cmp \"$3/expected\" \"$3/found\"";
    private static final String GIT =
            "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b"
                    + " GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; ";

    @Override
    long imageBytes() {
        return 2L << 30;
    }

    /** Makes a tree outside of the mount. */
    private Path tree(String script) throws IOException, InterruptedException {
        Path tree = temp.resolve("source");
        new Shell(temp).run("\"$1\"/" + script + " \"$2\" >log 2>&1 || { cat log; exit 1; }", TREES, tree);
        return tree;
    }

    private void assertSame(Path expected, String found) throws IOException, InterruptedException {
        expect("", SAME.replace("\"$4\"", found), TREES, expected, temp);
    }

    @Test
    @Timeout(value = FullForm.LIMIT_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void rootTreeIsTheSameAfterCpAndRemount() throws IOException, InterruptedException {
        Path source = tree("arm64-root.sh" + FullForm.or("", " --small"));
        mount.run("cp -a \"$1\" copy", source);
        assertSame(source, "copy");
        remount();
        assertSame(source, "copy");
    }

    @Test
    void nastyTreeIsTheSameAfterTar() throws IOException, InterruptedException {
        Path source = tree("nasty-tree.sh");
        mount.run(
                "mkdir copy; tar -c --format=posix -C \"$1\" . | tar -x -p -C copy; tar -c --format=posix -C "
                        + "copy . | tar -d -C \"$1\"",
                source);
        remount();
        assertSame(source, "copy");
    }

    @Test
    void rsyncFindsNothingToDoWhereItHasBeen() throws IOException, InterruptedException {
        Path source = tree("nasty-tree.sh");
        mount.run("rsync -aHX \"$1/\" one", source);
        Files.getFileAttributeView(mount.root().resolve("one"), UserDefinedFileAttributeView.class)
                .write("colour", StandardCharsets.UTF_8.encode("blue"));
        mount.run("rsync -aHX one/ two; rsync -aHX --inplace one/ two");
        remount();
        expect("", "rsync -aHXc --delete --itemize-changes --dry-run one/ two");
        expect("user.colour=\"blue\"\n", "getfattr -d two | grep user");
        assertSame(source, "two");
    }

    @Test
    void clonedRepositoryIsSound() throws IOException, InterruptedException {
        Path source = tree("nasty-tree.sh");
        mount.run(
                GIT
                        + "git init -q one; cp -a \"$1\" one/tree; cd one; git add -A; git commit -q -m first; "
                        + "git mv tree moved;"
                        + " git commit -q -m second",
                source);
        mount.run(GIT + "git clone -q \"file://$PWD/one\" two");
        remount();
        expect(
                "",
                GIT
                        + "for each in one two; do git -C $each fsck --strict --full --no-progress; git -C $each "
                        + "status --porcelain; done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal", "delete"})
    void databaseWithTwoWritersIsSound(String journal) throws IOException, InterruptedException {
        String rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                + " INSERT INTO t SELECT i, hex(randomblob(i % 300)) FROM n;";
        expect(
                journal + "\n",
                "sqlite3 db 'PRAGMA journal_mode = " + journal + "; CREATE TABLE t (a, b); CREATE INDEX x ON t (b);'");
        mount.run(
                "fill() { for i in 1 2 3; do sqlite3 db '.timeout 30000' 'PRAGMA mmap_size = 1000000;' \"$1\" "
                        + "\"BEGIN IMMEDIATE;"
                        + " DELETE FROM t WHERE a % 7 = $i; UPDATE t SET b = a WHERE a % 5 = $i; COMMIT;\" "
                        + ">/dev/null; done; };"
                        + " fill \"$1\" & first=$!; fill \"$1\"; wait $first",
                rows);
        expect("ok\n", "sqlite3 db 'PRAGMA integrity_check;'");
        String count = mount.run("sqlite3 db 'SELECT count(*), sum(length(b)) FROM t;'");
        remount();
        expect("ok\n" + count, "sqlite3 db 'PRAGMA integrity_check; SELECT count(*), sum(length(b)) FROM t;'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"psync", "mmap"})
    @Timeout(value = FullForm.LIMIT_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void fioReadsWhatItWrote(String engine) throws IOException, InterruptedException {
        mount.run(
                "fio --name=both --ioengine=" + engine
                        + " --rw=randrw --bsrange=4k-128k --size=\"$1\"m --numjobs=2 --fsync=64 --verify=crc32c"
                        + " --verify_fatal=1 --verify_backlog=256 --minimal >/dev/null",
                FullForm.or(512, 16));
    }

    @Test
    void namesOfAllLanguagesAreKept() throws IOException, InterruptedException {
        String typed = "export LC_ALL=C.UTF-8; ";
        mount.run(typed
                + "mkdir übung; echo text >übung/日本語.txt; mv übung/日本語.txt übung/Ελλάδα; touch 'é' "
                + "\"$(printf 'e\\314\\201')\"");
        remount();
        String listed = mount.run(typed + "ls -1; find . -name '*λλ*'; cat ü*/Ελλάδα");
        assertEquals("e\u0301\né\nübung\n./übung/Ελλάδα\ntext\n", listed);
    }
}

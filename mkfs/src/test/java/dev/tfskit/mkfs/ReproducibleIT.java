// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of equal trees are equal to the last bit, whatever form the trees have and wherever they are made. */
@Timeout(300)
class ReproducibleIT {

    /** Between the times of the tree: one is before, the others are after. */
    private static final String EPOCH = "1000000000";

    private static final String MAKE_TREE = """
            mkdir -p tree/etc/empty tree/usr/bin
            seq 100000 >tree/usr/bin/numbers
            ln tree/usr/bin/numbers tree/hard
            ln tree/usr/bin/numbers tree/etc/hard
            ln -s ../usr/bin/numbers tree/etc/link
            : >tree/etc/nothing
            echo ä >tree/etc/ä
            chmod 4751 tree/usr/bin/numbers
            chmod 700 tree/etc/empty
            find tree -exec touch -h -d @1500000000 {} +
            touch -d @900000000 tree/usr/bin/numbers
            """;

    /** Makes an image of a container in the directory {@code $1}, of one layer for each of the archives behind it. */
    private static final String MAKE_LAYOUT = """
            layout=$1
            shift
            mkdir -p "$layout/blobs/sha256"
            put() {
                sum=$(sha256sum "$1" | cut -c 1-64)
                cp "$1" "$layout/blobs/sha256/$sum"
                blob="\\"digest\\":\\"sha256:$sum\\",\\"size\\":$(stat -c %s "$1")"
            }
            type=application/vnd.oci.image
            layers=
            sums=
            for archive in "$@"; do
                put "$archive"
                layers="$layers${layers:+,}{\\"mediaType\\":\\"$type.layer.v1.tar\\",$blob}"
                sums="$sums${sums:+,}\\"sha256:$sum\\""
            done
            printf '{"os":"linux","architecture":"arm64","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}' "$sums" >config
            put config
            printf '{"schemaVersion":2,"config":{"mediaType":"%s.config.v1+json",%s},"layers":[%s]}' "$type" "$blob" "$layers" >description
            put description
            printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s.manifest.v1+json",%s}]}' "$type" "$blob" >"$layout/index.json"
            printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
            """;

    @TempDir
    private Path temp;

    @BeforeEach
    void makeTree() throws IOException, InterruptedException {
        temp = temp.toRealPath();
        shell(MAKE_TREE);
    }

    private void shell(String script, Object... arguments) throws IOException, InterruptedException {
        Command.shell(script, arguments).in(temp).run().ok();
    }

    /** The checksum of the image of sources, made with the way to ask for equal images that is tested. */
    private String image(String way, Object... sources) throws IOException, InterruptedException {
        List<Object> arguments = new ArrayList<>(List.of("--tree", "-q", "disk.raw"));
        arguments.addAll(List.of(sources));
        if (!way.isEmpty()) {
            Command.mkfs(arguments.toArray())
                    .in(temp)
                    .env("SOURCE_DATE_EPOCH", way)
                    .run()
                    .ok();
            return checksum();
        }
        arguments.add("--reproducible");
        InProcess.mkfsIn(temp, arguments.toArray()).ok();
        return checksum();
    }

    /** The checksum of the image that a command makes. */
    private String image(Command command) throws IOException, InterruptedException {
        command.with(temp.resolve("disk.raw")).run().ok();
        return checksum();
    }

    private String checksum() throws IOException, InterruptedException {
        return Command.of("sha256sum", temp.resolve("disk.raw"))
                .run()
                .ok()
                .output()
                .substring(0, 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", EPOCH})
    void imageDoesNotDependOnTheSource(String way) throws IOException, InterruptedException {
        String expected = image(way, "-r", "tree");
        assertEquals(expected, image(way, "-r", "tree"), "once more");
        shell("mkdir elsewhere; cp -a tree elsewhere/copy");
        assertEquals(expected, image(way, "-r", "elsewhere/copy"), "a copy");
        shell("tar -C tree -cf tree.tar .; tar -C tree -czf tree.tar.gz .");
        assertEquals(expected, image(way, "-r", "tree.tar"), "an archive");
        assertEquals(expected, image(way, "-r", "tree.tar.gz"), "one that is compressed");
        shell("cd tree; find . -print | LC_ALL=C sort -r | tar --no-recursion -cf ../reversed.tar -T -");
        assertEquals(expected, image(way, "-r", "reversed.tar"), "from its end to its start");
        shell(MAKE_LAYOUT, "layout", "tree.tar");
        assertEquals(expected, image(way, "-r", "oci:" + temp.resolve("layout")), "an image of a container");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", EPOCH})
    void imageDoesNotDependOnReplacedFiles(String way) throws IOException, InterruptedException {
        String expected = image(way, "-r", "tree");
        shell("""
                tar -C tree -cf second.tar .
                cp -a tree first
                echo another >first/etc/nothing
                echo gone >first/gone
                tar -C first -cf first.tar .
                mkdir whiteout
                : >whiteout/.wh.gone
                tar -C whiteout -rf second.tar ./.wh.gone
                """);
        shell(MAKE_LAYOUT, "layout", "first.tar", "second.tar");
        assertEquals(expected, image(way, "-r", "oci:" + temp.resolve("layout")), "an image of two layers");
        shell("rm first/gone; tar -C first -cf first.tar .");
        assertEquals(expected, image(way, "-r", "first.tar", "-r", "tree"), "a tree over an archive");
    }

    @Test
    void imageDoesNotDependOnTheEnvironment() throws IOException, InterruptedException {
        Command command = Command.mkfs("--tree", "-q", "--reproducible", "-r", temp.resolve("tree"))
                .in(temp);
        String expected = image(command);
        for (String locale : List.of("C", "C.UTF-8", "POSIX")) {
            assertEquals(expected, image(command.env("LC_ALL", locale)), locale);
        }
        for (String mask : List.of("000", "022", "077")) {
            assertEquals(
                    expected,
                    image(command.under(List.of("sh", "-ec", "umask " + mask + "; exec \"$0\" \"$@\""))),
                    mask);
        }
        assertEquals(expected, image(command.in(temp.resolve("tree"))), "in the tree");
        assertEquals(expected, image(command.in(Path.of("/"))), "in the root directory");
        assertEquals(expected, image(command.env("TZ", "Asia/Tokyo")), "in another time zone");
        for (int processors : List.of(1, 7)) {
            assertEquals(
                    expected,
                    image(command.env("TFS_JAVA_OPTS", "-XX:ActiveProcessorCount=" + processors)),
                    processors + " processors");
        }
        shell("touch tree/usr/bin/numbers tree/etc tree");
        assertEquals(expected, image(command), "at another time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf x | dd of=tree/usr/bin/numbers bs=1 seek=500000 conv=notrunc status=none; touch -d "
                        + "@900000000 tree/usr/bin/numbers",
                "echo >>tree/etc/nothing",
                "chmod 701 tree/etc/empty",
                "ln -sfn ../usr/bin/Numbers tree/etc/link",
                "mv tree/etc/nothing tree/etc/Nothing",
                "rm tree/hard; cp -p tree/etc/hard tree/hard"
            })
    void everyChangeOfTheTreeChangesImageAndUuid(String change) throws IOException, InterruptedException {
        String before = image("", "-r", "tree");
        String uuidBefore = uuid();
        shell(change);
        assertNotEquals(before, image("", "-r", "tree"));
        assertNotEquals(uuidBefore, uuid(), "the UUID is made of the contents");
    }

    @Test
    void timesUpToTheEpochDiffer() throws IOException, InterruptedException {
        String before = image(EPOCH, "-r", "tree");
        shell("touch -d @1600000000 tree/etc/nothing");
        assertEquals(before, image(EPOCH, "-r", "tree"), "later ones become the epoch");
        shell("touch -d @900000001 tree/usr/bin/numbers");
        assertNotEquals(before, image(EPOCH, "-r", "tree"), "earlier ones stay");
        assertNotEquals(before, image("1000000001", "-r", "tree"), "another epoch");
    }

    @Test
    void acceptsUuidOfCommandLine() throws IOException, InterruptedException {
        String uuid = "123E4567-e89b-12d3-a456-426614174000";
        String own = image("", "-r", "tree");
        assertTrue(uuid().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), uuid());
        String given = image("", "-r", "tree", "--uuid", uuid);
        assertNotEquals(own, given);
        assertEquals("123e4567-e89b-12d3-a456-426614174000", uuid());
        assertEquals(given, image("", "-r", "tree", "--uuid", uuid));
        Command.mkfs("-r", "tree", "--tree", "-q", "--uuid", uuid, "disk.raw")
                .in(temp)
                .run()
                .ok();
        assertEquals("123e4567-e89b-12d3-a456-426614174000", uuid(), "also without equal images");
    }

    private String uuid() throws IOException {
        return new MadeImage(temp.resolve("disk.raw")).identity().uuid().toString();
    }

    @Test
    void imagesHaveDifferentUuidsByDefault() throws IOException, InterruptedException {
        Command command = Command.mkfs("--tree", "-q", "-r", "tree").in(temp);
        assertNotEquals(image(command), image(command));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "12345678901"})
    void rejectsMalformedSourceDateEpoch(String epoch) throws IOException, InterruptedException {
        Command.mkfs("-e", "disk.raw")
                .in(temp)
                .env("SOURCE_DATE_EPOCH", epoch)
                .run()
                .failed(
                        2,
                        "tfs-mkfs: SOURCE_DATE_EPOCH=" + epoch
                                + ": seconds since 1970 are expected; try 'tfs-mkfs --help'");
    }
}

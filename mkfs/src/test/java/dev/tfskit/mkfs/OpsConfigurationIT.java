// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images made from a configuration of ops, with a program that the compiler of this host made. */
@Order(1)
class OpsConfigurationIT {

    @TempDir
    private Path temp;

    @BeforeEach
    void makeProgram() throws IOException, InterruptedException {
        Files.writeString(
                temp.resolve("hello.c"),
                "#include <stdio.h>\n#include <stdlib.h>\nint main(int n, char **a) "
                        + "{ printf(\"%s %s\\n\", getenv(\"GREETING\"), a[1]); return 0; }");
        Command.of("cc", "-o", "hello", "hello.c").in(temp).run().ok();
    }

    private void configure(String json) throws IOException {
        Files.writeString(temp.resolve("config.json"), json);
    }

    private void write(String file, String text) throws IOException {
        Path path = temp.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Result mkfs(Object... arguments) throws IOException, InterruptedException {
        return Command.mkfs(arguments).in(temp).run();
    }

    /** Makes an image without any warning. */
    private void make() throws IOException, InterruptedException {
        mkfs("-c", "config.json", "--no-times", "disk.raw").ok();
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    /** Demands that the program runs in the unpacked image. */
    private void assertProgramRuns() throws IOException, InterruptedException {
        assertEquals(
                "hello world\n",
                image().unpackedProgram(temp.resolve("root"), "/hello", "world")
                        .env("GREETING", "hello")
                        .run()
                        .ok()
                        .output());
    }

    /** Demands that own.txt in each of these directories of the unpacked image holds the name of the directory. */
    private void assertHaveOwnFiles(List<String> directories) throws IOException {
        for (String directory : directories) {
            assertEquals(
                    directory,
                    Files.readString(temp.resolve("root").resolve(directory).resolve("own.txt")));
        }
    }

    @Test
    void programRunsInItsImageWithArgumentsAndEnvironment() throws IOException, InterruptedException {
        configure("""
                {"Program": "./hello", "Args": ["world"], "Env": {"GREETING": "hello", "USER": "bob"},
                 "RunConfig": {"Ports": ["80", "443"], "Memory": "2G"}, "CloudConfig": {"Platform": "gcp"}}""");
        make();
        image().assertAttributes(
                        "arguments:[/hello world]",
                        "program:/hello",
                        "GREETING:hello",
                        "USER:bob",
                        "PWD:/",
                        "OPS_PORT:80,443",
                        "NANOS_VERSION:0.0",
                        "NANOS_ARCH:" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64"),
                        "IMAGE_NAME:hello");
        assertEquals("nameserver 8.8.8.8\n", image().text("/etc/resolv.conf"));
        assertEquals("root:x:0:0:root:/root:/bin/nobash\n", image().text("/etc/passwd"));
        assertEquals("uniboot", image().text("/proc/sys/kernel/hostname"));
        assertProgramRuns();
    }

    /** Where {@code /lib} is a link, the loader and the libraries of the program are behind it. */
    @Test
    void programRunsThoughDirectoriesHaveTheNamesOfThoseOfItsLibraries() throws IOException, InterruptedException {
        List<String> directories = List.of("bin", "lib", "lib64");
        for (String directory : directories) {
            write(directory + "/own.txt", directory);
        }
        configure("{\"Program\": \"hello\", \"Dirs\": [\"bin\", \"lib\", \"lib64\"]}");
        make();
        assertProgramRuns();
        assertHaveOwnFiles(directories);
    }

    /** The trees have links to their libraries, and the image has directories. */
    @Test
    void programOfAnUpdateRunsBesideTheDirectoriesOfTheImage() throws IOException, InterruptedException {
        List<String> directories = List.of("lib", "lib64");
        for (String directory : directories) {
            write("old/" + directory + "/own.txt", directory);
        }
        mkfs("-r", "old", "disk.raw").okWithWarnings();
        mkfs("--update", "disk.raw", "--program", "./hello", "-r", "/").okWithWarnings();
        assertProgramRuns();
        assertHaveOwnFiles(directories);
    }

    @Test
    void commandLineWinsOverTheConfiguration() throws IOException, InterruptedException {
        configure("""
                {"Program": "./missing", "Args": ["a"], "Env": {"A": "1", "B": "2"}, "TargetRoot": "/nowhere",
                 "BaseVolumeSz": "1m", "RebootOnExit": true}""");
        mkfs(
                        "-c",
                        "config.json",
                        "--program",
                        "hello:/opt/h",
                        "-r",
                        "/",
                        "--env",
                        "A=3",
                        "-s",
                        "40M",
                        "-t",
                        "(reboot_on_exit:no)",
                        "disk.raw",
                        "--",
                        "x",
                        "y")
                .ok();
        image().assertAttributes("arguments:[/opt/h x y]", "program:/opt/h", "A:3", "B:2", "reboot_on_exit:no");
        assertTrue(Files.size(temp.resolve("disk.raw")) >= 40 << 20);
    }

    @Test
    void updateNotesTheKeysThatItLeavesOut() throws IOException, InterruptedException {
        configure("{\"Program\": \"./hello\"}");
        make();
        configure("""
                {"Program": "./hello", "Kernel": "kernel.img", "Boot": "boot.img", "Uefi": true,
                 "UefiBoot": "bootx64.efi", "KlibDir": "klibs", "Klibs": ["tls", "ntp"]}""");
        mkfs("-c", "config.json", "--update", "disk.raw", "--dry-run")
                .okWith("tfs-mkfs: -c: note: an update leaves out Kernel, Boot, UefiBoot, Klibs (tls ntp); "
                        + "-k replaces the kernel, -b replaces the boot file, -u replaces the UEFI loader, "
                        + "the klibs of the image stay as they are; make it anew for others");
        configure("{\"Program\": \"./hello\", \"Kernel\": \"kernel.img\"}");
        mkfs("-c", "config.json", "--update", "disk.raw", "--strict")
                .okWith("tfs-mkfs: -c: note: an update leaves out Kernel; -k replaces the kernel");
        write("it.manifest", "(boot:(children:(kernel:(contents:(host:hello)))) children:(a:(children:())))");
        mkfs("-m", "it.manifest", "--update", "disk.raw", "--strict")
                .okWith("tfs-mkfs: boot: note: an update leaves out the boot volume; -k replaces the kernel");
        assertEquals(List.of(), image().partitions());
    }

    @Test
    void flagsAddressesMountsAndPassedAttributesAreThoseOfOps() throws IOException, InterruptedException {
        configure("""
                {"program": "hello", "RebootOnExit": true, "Debugflags": ["trace", "fault"], "NoTrace": ["read"],
                 "Mounts": {"data": "/var/data:ro"}, "NameServers": ["1.1.1.1", "9.9.9.9"], "BaseVolumeSz": "20M",
                 "ManifestPassthrough": {"consoles": ["+vga"], "futex_timeout_ms": 5, "on": true, "off": false,
                   "deep": {"a": ["b"]}},
                 "RunConfig": {"IPAddress": "10.0.0.2", "Gateway": "10.0.0.1", "NetMask": "255.0.0.0",
                   "IPv6Address": "fe80::1", "Nics": [{}, {"NetMask": "255.0.0.0", "IPAddress": "10.1.0.2",
                     "IPv6Address": "fe80::2", "Gateway": "10.1.0.1", "BridgeName": "br0"}]}}""");
        make();
        image().assertAttributes(
                        "reboot_on_exit:t",
                        "trace:t",
                        "fault:t",
                        "notrace:[read]",
                        "mounts:(data:/var/data:ro)",
                        "consoles:[+vga]",
                        "futex_timeout_ms:5",
                        "on:t",
                        "deep:(a:[b])",
                        "ipaddr:10.0.0.2",
                        "gateway:10.0.0.1",
                        "netmask:255.0.0.0",
                        "ip6addr:fe80::1",
                        "en2:(gateway:10.1.0.1 ip6addr:fe80::2 ipaddr:10.1.0.2 netmask:255.0.0.0)");
        // A manifest is sorted; the image holds them in the order of the keys.
        Tuple card = (Tuple) image().inode("/").attribute(Symbol.of("en2")).orElseThrow();
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < card.size(); i++) {
            stored.add(card.nameAt(i).decode());
        }
        assertEquals(List.of("gateway", "ipaddr", "ip6addr", "netmask"), stored);
        assertFalse(image().rootAttributes().contains("off:"), image().rootAttributes());
        assertEquals("nameserver 1.1.1.1\nnameserver 9.9.9.9\n", image().text("/etc/resolv.conf"));
        assertTrue(image().paths().contains("/var/data"));
        assertTrue(Files.size(temp.resolve("disk.raw")) >= 20 << 20);
    }

    @Test
    void filesAndDirectoriesComeFromBesideTheConfiguration() throws IOException, InterruptedException {
        write("conf/app/main.js", "main");
        write("conf/app/lib/a.js", "a");
        write("conf/app/lib/b.css", "b");
        write("conf/static/index.html", "index");
        write("conf/note.txt", "note");
        write("root/opt/tool.conf", "tool");
        Files.createSymbolicLink(temp.resolve("conf/static/link"), Path.of("index.html"));
        Files.createSymbolicLink(temp.resolve("conf/linked.txt"), Path.of("note.txt"));
        write("conf/config.json", """
                {"Program": "hello", "Files": ["note.txt", "linked.txt", "/opt/tool.conf"], "Dirs": ["./static"],
                 "MapDirs": {"app/*.js": "/srv", "static/*": "/www", "none*": "/none"}}""");
        Result result = mkfs("-c", "conf/config.json", "-r", "root", "-r", "/", "--no-times", "disk.raw");
        assertEquals(0, result.exitCode(), result.errors());
        assertTrue(result.errors().contains("none*: warning: matches nothing"), result.errors());
        assertEquals("note", image().text("/note.txt"));
        assertEquals("note", image().text("/linked.txt"));
        assertEquals("tool", image().text("/opt/tool.conf"));
        assertEquals("index", image().text("/static/index.html"));
        assertEquals("main", image().text("/srv/main.js"));
        assertEquals("a", image().text("/srv/lib/a.js"));
        assertEquals("index", image().text("/www/index.html"));
        List<String> paths = image().paths();
        assertTrue(paths.contains("/www/link"), paths::toString);
        assertFalse(paths.contains("/srv/lib/b.css"), paths::toString);
    }

    /** The host has none of the targets. */
    @Test
    void linksInsideTheTargetRootStayInside() throws IOException, InterruptedException {
        write("root/etc/alternatives/tool", "tool");
        write("root/usr/share/data/it", "it");
        Files.createSymbolicLink(temp.resolve("root/usr/tool"), Path.of("/etc/alternatives/tool"));
        Files.createSymbolicLink(temp.resolve("root/share-of-root"), Path.of("/../usr/share"));
        Files.createSymbolicLink(temp.resolve("root/data-of-root"), Path.of("share-of-root/data"));
        configure("""
                {"Program": "./hello", "Files": ["/usr/tool", "/share-of-root/data/it"], "Dirs": ["/data-of-root"],
                 "MapDirs": {"/share-of-root/data/*": "/srv"}}""");
        mkfs("-c", "config.json", "-r", "root", "-r", "/", "--no-times", "disk.raw")
                .ok();
        assertEquals("tool", image().text("/usr/tool"));
        assertEquals("it", image().text("/share-of-root/data/it"));
        assertEquals("it", image().text("/data-of-root/it"));
        assertEquals("it", image().text("/srv/it"));
    }

    @Test
    void explanationNamesTheKeyOfEachEntry() throws IOException, InterruptedException {
        write("note.txt", "note");
        write("static/index.html", "index");
        write("app/a.js", "a");
        configure("""
                {"Program": "hello", "Files": ["note.txt"], "Dirs": ["static"], "MapDirs": {"app/*.js": "/srv"},
                 "Mounts": {"data": "/var/data"}}""");
        String explanation =
                mkfs("-c", "config.json", "--dry-run", "--explain").ok().output();
        List<String> lines = explanation.lines().toList();
        for (String line : List.of(
                "/hello: /hello",
                "/note.txt: Files note.txt",
                "/static/index.html: Dirs static",
                "/srv/a.js: MapDirs app/*.js",
                "/var/data: Mounts /var/data",
                "/etc/resolv.conf: NameServers",
                "/etc/passwd: a file that ops puts into every image")) {
            assertTrue(lines.contains(line), explanation);
        }
    }

    @Test
    void explanationWithWarningsFailsWhenStrict() throws IOException, InterruptedException {
        configure("{\"Program\": \"hello\", \"Prots\": []}");
        Result result = mkfs("-c", "config.json", "--dry-run", "--explain", "--strict");
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().contains("is not made, because of 1 warning"), result.errors());
    }

    @Test
    void variablesOfTupleWinOverThoseOfTheConfiguration() throws IOException, InterruptedException {
        configure("{\"Program\": \"hello\", \"Env\": {\"A\": \"1\", \"B\": \"2\"}}");
        mkfs("-c", "config.json", "-t", "(environment:(A:3))", "--no-times", "disk.raw")
                .ok();
        image().assertAttributes("A:3", "B:2");
    }

    @Test
    void bareImageLacksTheFilesOfEveryImage() throws IOException, InterruptedException {
        write("note.txt", "note");
        configure("{\"Program\": \"hello\", \"Files\": [\"note.txt\"]}");
        mkfs("-c", "config.json", "--bare", "--no-times", "disk.raw").ok();
        List<String> paths = image().paths();
        assertTrue(paths.contains("/note.txt"), paths::toString);
        for (String path : List.of("/etc/passwd", "/etc/resolv.conf", "/proc/sys/kernel/hostname")) {
            assertFalse(paths.contains(path), paths::toString);
        }
    }

    @Test
    void mappedDirectoryKeepsNamesThatAreNotUtf8() throws IOException, InterruptedException {
        Command.of("sh", "-c", "mkdir app && printf x >\"app/$(printf 'n\\377.js')\"")
                .in(temp)
                .run()
                .ok();
        configure("{\"Program\": \"hello\", \"MapDirs\": {\"app/*.js\": \"/srv\"}}");
        make();
        image().extract(Files.createDirectory(temp.resolve("root")));
        Command.of("sh", "-c", "test -s \"root/srv/$(printf 'n\\377.js')\"")
                .in(temp)
                .run()
                .ok();
    }

    @Test
    void kernelAndKlibsOfTheConfigurationMakeADisk() throws IOException, InterruptedException {
        // A kernel is an ELF file for the processor of the program.
        Files.createDirectories(temp.resolve("nanos"));
        Files.copy(temp.resolve("hello"), temp.resolve("nanos/kernel.img"));
        write("nanos/klibs/tls", "tls");
        write("nanos/klibs/radar", "radar");
        configure("""
                {"Program": "hello", "Kernel": "nanos/kernel.img", "KlibDir": "nanos/klibs", "Klibs": ["tls"],
                 "Env": {"RADAR_KEY": "k"}, "RunConfig": {"ImageName": "/images/web.img"}}""");
        make();
        assertEquals(
                List.of("/kernel", "/klib", "/klib/radar", "/klib/tls"),
                image().boot().paths());
        image().assertAttributes("klibs:bootfs", "RADAR_IMAGE_NAME:web", "IMAGE_NAME:web");
        configure("{\"Program\": \"hello\", \"Klibs\": [\"firewall\"]}");
        Files.createDirectories(temp.resolve("0.1.53"));
        Files.move(temp.resolve("nanos/kernel.img"), temp.resolve("0.1.53/kernel.img"));
        write("0.1.53/klibs/firewall", "f");
        mkfs("-c", "config.json", "--nanos", "0.1.53", "--no-times", "disk.raw").ok();
        assertArrayEquals(
                Files.readAllBytes(temp.resolve("hello")), image().boot().bytes("/kernel"));
        image().assertAttributes("NANOS_VERSION:0.1.53");
    }

    @Test
    void sameConfigurationGivesTheSameImage() throws IOException, InterruptedException {
        configure("{\"Program\": \"hello\", \"Env\": {\"B\": \"1\", \"A\": \"2\"}}");
        for (String name : List.of("one.raw", "two.raw")) {
            mkfs("-c", "config.json", "--reproducible", name).ok();
        }
        assertEquals(-1, Files.mismatch(temp.resolve("one.raw"), temp.resolve("two.raw")));
    }

    @Test
    void warningNamesTheOptionThatBringsAFifo() throws IOException, InterruptedException {
        write("static/page", "x");
        Command.of("mkfifo", "static/pipe").in(temp).run().ok();
        configure("{\"Program\": \"hello\", \"Dirs\": [\"static\"]}");
        String warning = ": warning: 1 device or fifo was left out: Nanos has none; give --special to keep it\n";
        assertEquals(
                "tfs-mkfs: -c" + warning,
                mkfs("-c", "config.json", "disk.raw").okWithWarnings().errors());
        assertEquals(
                "tfs-mkfs: --program" + warning,
                mkfs("--program", "hello", "-r", "/", "-r", ".", "--with", "/static/pipe", "disk.raw")
                        .okWithWarnings()
                        .errors());
    }

    @Test
    void unknownKeysGetANoteAndOthersOfOpsNone() throws IOException, InterruptedException {
        configure("{\"Program\": \"hello\",\n \"Progam\": 1, \"VolumesDir\": 7, \"Env\": null,\n"
                + " \"RunConfig\": {\"CPUs\": 2, \"Prots\": []}}");
        Result result = mkfs("-c", "config.json", "disk.raw");
        assertEquals(0, result.exitCode(), result.errors());
        assertEquals(2, result.errors().lines().count(), result.errors());
        assertTrue(result.errors().contains("line 2, column 12: the key Progam is not known"), result.errors());
        assertTrue(result.errors().contains("the key Prots is not known"), result.errors());
    }

    @Test
    void oldVersionOfTheFormatGetsNoteThatItIsNotMade() throws IOException, InterruptedException {
        configure("{\"Program\": \"hello\", \"TFSv4\": true}");
        Result result = mkfs("-c", "config.json", "disk.raw");
        assertEquals(0, result.exitCode(), result.errors());
        assertTrue(result.errors().contains("TFSv4 has no effect: the image has version 5"), result.errors());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"Program\": 1}|line 1, column 13: Program takes a string, and this is a number",
                "{\"Program\": \"hello\", \"Args\": \"x\"}|Args takes a list of strings, and this is a string",
                "{\"Program\": \"hello\", \"Args\": [\"x\", 2]}|column 36: Args takes a list of strings",
                "{\"Program\": \"hello\", \"Env\": {\"A\": 1}}|Env takes an object of strings, and this is a number",
                "{\"Program\": \"hello\", \"Uefi\": \"yes\"}|Uefi takes true or false, and this is a string",
                "{\"Program\": \"hello\", \"RunConfig\": {\"Ports\": [80]}}|Ports takes a list of strings",
                "{\"Program\": \"hello\", \"RunConfig\": []}|RunConfig takes an object, and this is a list",
                "{\"Program\": \"hello\", \"RunConfig\": {\"IPAddress\": \"here\"}}|an address is expected",
                "{\"Program\": \"hello\", \"RunConfig\": {\"IPAddress\": \"10.0.0.300\"}}|an address is expected",
                "{\"Program\": \"hello\", \"RunConfig\": {\"IPAddress\": \"10.0.2\"}}|an address is expected",
                "{\"Program\": \"hello\", \"RunConfig\": {\"IPAddress\": \"10.0.2.015\"}}|an address is expected",
                "{\"Program\": \"hello\", \"RunConfig\": {\"IPv6Address\": \":::\"}}|an address is expected",
                "{\"Program\": \"hello\", \"RunConfig\": {\"IPv6Address\": \"fe80::1%en1\"}}|an address is expected",
                "{\"Program\": \"hello\", \"RunConfig\": {\"IPAddress\": \"10.0.2.15\", \"Gateway\": \"10.0.2.\"}}|"
                        + "an address is expected",
                "{\"Program\": \"hello\",|the configuration is not JSON",
                "[]|a JSON object is expected",
                "{}|has no Program; name one with --program",
                "{\"Program\": \"hello\", \"BaseVolumeSz\": \"much\"}|the size 'much'",
                "{\"Program\": \"../hello\"}|not possible as a path of the image",
                "{\"Program\": \"hello\", \"Files\": [\"../../etc/shadow\"]}|not possible as a path of the image",
                "{\"Program\": \"hello\", \"Dirs\": [\"/../etc\"]}|not possible as a path of the image",
                "{\"Program\": \"hello\", \"MapDirs\": {\"*\": \"/a/../../b\"}}|not possible as a path of the image",
                "{\"Program\": \"hello\", \"Mounts\": {\"a\": \"/../b\"}}|not possible as a path of the image",
                "{\"Program\": \"hello\", \"Files\": [\"missing\"]}|missing",
                "{\"Program\": \"hello\", \"Files\": [\".\"]}|name it in Dirs instead of Files",
                "{\"Program\": \"hello\", \"Files\": [\"a\\u0000b\"]}|holds a NUL",
                "{\"Program\": \"hello\", \"Files\": [\"hello\", \"\"]}|column 41: Files holds an empty name",
                "{\"Program\": \"hello\", \"Dirs\": [\"\"]}|Dirs holds an empty name",
                "{\"Program\": \"hello\", \"NameServers\": [\"\"]}|NameServers holds an empty name",
                "{\"Program\": \"hello\", \"Env\": {\"\": \"x\"}}|column 34: Env holds an empty name",
                "{\"Program\": \"hello\", \"Mounts\": {\"\": \"/data\"}}|Mounts holds an empty name",
                "{\"Program\": \"hello\", \"ManifestPassthrough\": {\"a\": [{\"\": \"x\"}]}}|"
                        + "ManifestPassthrough holds an empty name",
                "{\"Program\": \"hello\", \"LocalFilesParentDirectory\": \"\\ud800\"}|not a possible path on this host",
                "{\"Program\": \"hello\", \"MapDirs\": {\"[\": \"/a\"}}|close each bracket",
                "{\"Program\": \"hello\", \"Dirs\": [\"hello\"]}|is not a directory",
                "{\"Program\": \"hello\", \"Klibs\": [\"tls\"]}|name the directory of Nanos",
                "{\"Program\": \"hello\", \"Kernel\": \"hello\", \"KlibDir\": \".\","
                        + " \"Klibs\": [\"../x\"]}|without dir",
                "{\"Program\": \"hello\", \"Uefi\": true}|needs a UEFI loader",
                "{\"Program\": \"hello\", \"ManifestPassthrough\": {\"children\": {}}}|not an attribute for the kernel",
                "{\"Program\": \"hello\", \"ManifestPassthrough\": {\"mtime\": 5}}|not an attribute for the kernel",
                "{\"Program\": \"hello\", \"ManifestPassthrough\": {\"posix.perm\": \"x\"}}|"
                        + "not an attribute for the kernel",
                "{\"Program\": \"hello\", \"ManifestPassthrough\": {\"..\": {}}}|not an attribute for the kernel",
                "{\"Program\": \"hello\", \"Debugflags\": [\"nlink\"]}|not an attribute for the kernel"
            })
    void rejectsImpossibleValues(String json, String message) throws IOException, InterruptedException {
        configure(json);
        Result result = mkfs("-c", "config.json", "disk.raw");
        assertTrue(result.exitCode() == 1 || result.exitCode() == 2, result.errors());
        assertTrue(result.errors().contains(message), result.errors());
        assertEquals(1, result.errors().lines().count(), result.errors());
        assertFalse(Files.exists(temp.resolve("disk.raw")));
    }

    @Test
    @Timeout(60)
    void rejectsAddressesOfAnyLength() throws IOException, InterruptedException {
        configure("{\"Program\": \"hello\", \"RunConfig\": {\"IPv6Address\": \"" + ":".repeat(1_000_000) + "g\"}}");
        Result result = mkfs("-c", "config.json", "disk.raw");
        assertTrue(result.errors().contains("an address is expected"), result.errors());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files, directories and their names on a real mount. */
class FilesIT extends OnMount {

    @Test
    void appendThroughOneNameShowsUnderTheOther() throws IOException, InterruptedException {
        expect(
                "6 2 onetwo",
                "printf one >a; ln a b; stat b >/dev/null; printf two >>a; stat -c '%s %h' b | tr '\\n' ' '; cat b");
    }

    @Test
    void removingOneNameLowersTheLinkCountOfTheOther() throws IOException, InterruptedException {
        expect("2\n1\n", "touch a; ln a b; stat -c %h b; rm a; stat -c %h b");
    }

    @Test
    void openFileWorksAfterRemovalAndLeavesNoName() throws IOException, InterruptedException {
        expect(
                "0 10\n0\nxxxxxxxxxx more",
                "printf xxxxxxxxxx >gone; exec 3<>gone; rm gone; stat -c '%h %s' - <&3; ls -A | wc -l;"
                        + " cat <&3; printf ' more' >&3; exec 4</proc/self/fd/3; tail -c 5 <&4");
    }

    /** Such a descriptor refers to the file, and does not open it. */
    @Test
    void removedOrReplacedFileLivesWhileADescriptorOfOPathRefersToIt() throws IOException, InterruptedException {
        expect("old old 2\nnew\n", """
                /usr/bin/perl -e '
                    sub content { open my $file, "<", $_[0] or die "$_[0]: $!"; <$file> }
                    for my $name ("removed", "replaced", "cut") {
                        open my $file, ">", $name;
                        print $file "old";
                        close $file;
                    }
                    my @paths = map { sysopen my $path, $_, 010000000 or die; $path } "removed", "replaced", "cut";
                    my @links = map { "/proc/self/fd/" . fileno $_ } @paths;
                    open my $file, ">", "new";
                    print $file "new\\n";
                    close $file;
                    unlink "removed", "cut";
                    rename "new", "replaced";
                    truncate $links[2], 2 or die "cut: $!";
                    print content($links[0]), " ", content($links[1]), " ", -s $links[2], "\\n"'
                cat replaced
                """);
    }

    @Test
    void replacedFileLivesInItsBindMount() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        expect("old\nnew\nmore\n", """
                echo old >f
                touch ../bound
                mount --bind f ../bound
                trap 'umount ../bound' EXIT
                echo new >g
                mv g f
                cat ../bound f
                echo more >../bound
                cat ../bound
                """);
    }

    /** The kernel reports that it has forgotten a file after the call that removed the file has returned. */
    @Test
    void spaceOfForgottenFileIsFree() throws IOException, InterruptedException {
        expect("same\n", """
                sync .
                for round in $(seq 10); do
                    before=$(stat -f -c %f .)
                    head -c 40M /dev/zero | dd of=large bs=1M conv=fsync iflag=fullblock status=none
                    rm large
                    until test $((before - $(stat -f -c %f .))) -lt 1000; do :; done
                done
                echo same
                """);
    }

    /** The descriptor keeps the kernel from forgetting the file. A slow machine may need more than one attempt. */
    @Test
    void spaceOfFileThatWasJustRemovedCountsAsFree() throws IOException, InterruptedException {
        expect("free\n", """
                /usr/bin/perl -e '
                    sub free { `stat -f -c %f .` + 0 }
                    my $before = free();
                    for (1 .. 100) {
                        open my $file, ">", "f" or die;
                        print $file "x" x 20000000;
                        close $file;
                        sysopen my $path, "f", 010000000 or die;
                        unlink "f";
                        if ($before - free() < 1000) {
                            print "free\\n";
                            exit;
                        }
                    }
                    print "in use\\n"'
                """);
    }

    /** As an NFS server does it for each piece of a listing that a client reads. */
    @Test
    void listingContinuesInAnotherHandleAlthoughEntriesWereRemovedOrAdded() throws IOException, InterruptedException {
        expect("all\n", """
                mkdir d
                for i in $(seq 60); do touch d/f$i; ln d/f1 d/link$i; done
                /usr/bin/perl -e '
                    my ($position, $listed, $pieces, %count) = (0, 0, 0);
                    do {
                        opendir D, "d" or die;
                        seekdir D, $position if $position;
                        $listed = 0;
                        while ($listed < 7 and defined(my $name = readdir D)) {
                            $count{$name}++;
                            $listed++;
                            unlink "d/$name" if $count{".."};
                        }
                        $position = telldir D;
                        closedir D;
                        open F, ">", "d/ new$pieces" if $pieces++ < 3;
                    } while $listed;
                    for my $name (".", "..", map { ("f$_", "link$_") } 1 .. 60) {
                        die "$name: $count{$name}" unless $count{$name} == 1;
                    }
                    print "all\\n"'
                """);
    }

    /** Positions have too few bits to distinguish so many names of one file. */
    @Test
    void listingContinuesInAnotherHandleAlthoughLinksOfOneFileWereRemoved() throws IOException, InterruptedException {
        expect("2001 names\n", """
                mkdir d
                touch d/f
                /usr/bin/perl -e '
                    link "d/f", "d/link$_" for 1 .. 2000;
                    my ($position, $listed, %count) = (0, 0);
                    do {
                        opendir D, "d" or die;
                        seekdir D, $position if $position;
                        $listed = 0;
                        while ($listed < 100 and defined(my $name = readdir D)) {
                            next if $name =~ /^[.]+$/;
                            $count{$name}++;
                            $listed++;
                            unlink "d/$name";
                        }
                        $position = telldir D;
                        closedir D;
                    } while $listed;
                    die "listed twice" if grep { $_ > 1 } values %count;
                    print scalar(keys %count), " names\n"'
                rmdir d
                """);
    }

    @Test
    void acceptsNameThatIsNotText() throws IOException, InterruptedException {
        expect(
                " ff fe 0a\ninside\n fe ff 0a\n",
                "name=$(printf '\\377\\376'); echo inside >\"$name\"; ls | od -A n -t x1; cat \"$name\";"
                        + " mv \"$name\" \"$(printf '\\376\\377')\"; ls | od -A n -t x1");
    }

    @Test
    void treeIsTheSameAfterRemount() throws IOException, InterruptedException {
        Path source = Files.createDirectories(temp.resolve("source/deep/deeper"))
                .getParent()
                .getParent();
        Files.write(source.resolve("large"), new byte[3 << 20]);
        Files.writeString(source.resolve("deep/small"), "text");
        Files.createSymbolicLink(source.resolve("deep/link"), Path.of("small"));
        mount.run("cp -a \"$1\" copy; diff -r --no-dereference \"$1\" copy", source);
        remount();
        mount.run("diff -r --no-dereference \"$1\" copy", source);
    }

    @Test
    void fileReplacedByARenameStaysOpen() throws IOException, InterruptedException {
        expect("old\nnew\n", "echo old >a; echo new >b; exec 3<a; mv b a; cat <&3; cat a");
    }

    @Test
    void directoriesMoveAndRefuseToMoveIntoThemselves() throws IOException, InterruptedException {
        mount.run("mkdir -p a/b c; mv a/b c; test \"$(stat -c %i c/b/..)\" = \"$(stat -c %i c)\"; ! mv c c/b/c "
                + "2>&1; ! rmdir c 2>&1");
    }

    @Test
    void directoryCanBeReadWhileItIsEmptied() throws IOException, InterruptedException {
        int count = 2000;
        mount.run("seq " + count + " | xargs touch");
        int seen = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(mount.root())) {
            for (Path entry : entries) {
                Files.delete(entry);
                seen++;
            }
        }
        assertEquals(count, seen);
        expect("0\n", "ls -A | wc -l");
    }

    @Test
    void lastingEntryIsListedOnceWhileOthersChange() throws Exception {
        int count = 2000;
        mount.run("seq -f stays%g " + count + " | xargs touch");
        AtomicBoolean isEnough = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> others = thread.submit(() -> {
                while (!isEnough.get()) {
                    for (int i = 0; i < 50; i++) {
                        Files.createFile(mount.root().resolve("comes" + i));
                    }
                    for (int i = 0; i < 50; i++) {
                        Files.delete(mount.root().resolve("comes" + i));
                    }
                }
                return true;
            });
            for (int i = 0; i < 20; i++) {
                try (Stream<Path> entries = Files.list(mount.root())) {
                    List<String> listed =
                            entries.map(entry -> entry.getFileName().toString()).toList();
                    assertEquals(listed.size(), Set.copyOf(listed).size());
                    assertEquals(
                            count,
                            listed.stream()
                                    .filter(name -> name.startsWith("stays"))
                                    .count());
                }
            }
            isEnough.set(true);
            others.get();
        }
    }

    @Test
    void appendsOfTwoProcessesAreComplete() throws IOException, InterruptedException {
        expect(
                "2000\n1000\n1000\n",
                "add() { for i in $(seq 1000); do echo \"$1 $i $1\"; done >>log; }; add a & first=$!; add b; "
                        + "wait $first;"
                        + " wc -l <log; grep '^a' log | grep -c 'a$'; seq -f 'b %g b' 1000 >expected; grep b log "
                        + "| cmp - expected; grep -c '^b .* b$' log");
    }

    @Test
    void programsMeetAtASocket() throws IOException, InterruptedException {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(mount.root().resolve("socket"));
        try (ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = server.accept()) {
            client.write(StandardCharsets.UTF_8.encode("hello"));
            ByteBuffer received = ByteBuffer.allocate(5);
            while (received.hasRemaining()) {
                accepted.read(received);
            }
            assertEquals("hello", StandardCharsets.UTF_8.decode(received.flip()).toString());
        }
        remount();
        expect("socket\n", "stat -c %F socket");
        assertThrows(ConnectException.class, () -> SocketChannel.open(address));
    }

    @Test
    void everyOperationRefusesATooLongName() throws IOException, InterruptedException {
        expect("255\n", "touch $(printf 'x%.0s' $(seq 255)); ls | tr -d '\\n' | wc -c");
        String reason = "File name too long\n";
        for (String program : List.of("cat", "touch", "mkdir", "rmdir", "rm", "chmod 600", "mv -t /", "ln -s x")) {
            String printed = mount.run(program + " $(printf 'y%.0s' $(seq 256)) 2>&1 || :");
            assertTrue(printed.endsWith(reason), printed);
        }
    }

    @Test
    void directoriesCountTheDirectoriesInThem() throws IOException, InterruptedException {
        String show = "stat -c %h . a b; ";
        expect("4\n3\n2\n", "mkdir -p a/x b; touch a/f; ln -s a l; " + show);
        expect("4\n2\n3\n", "mv a/x b; " + show);
        remount("-r");
        expect("4\n2\n3\n", show);
        remount();
        expect("4\n2\n2\n0\n", "exec 3<b/x; rmdir b/x; " + show + "stat -L -c %h /proc/self/fd/3");
    }

    @Test
    void rangesAreAllocatedPunchedAndZeroed() throws IOException, InterruptedException {
        expect(
                "65536 128\nx\n",
                "fallocate -l 65536 f; stat -c '%s %b' f; fallocate -n -o 65536 -l 4096 f; printf x | dd of=f "
                        + "conv=notrunc 2>&1"
                        + " | true; head -c 1 f; echo");
        expect(
                "65536 112\n",
                "head -c 65536 /dev/zero | tr '\\0' y >g; fallocate -p -o 4096 -l 8192 g; stat -c '%s %b' g");
        expect(
                "0\n12288\n",
                "tail -c +4097 g | head -c 8192 | tr -d '\\0' | wc -c;"
                        + " fallocate -z -o 0 -l 4096 g; head -c 12288 g | tr -dc '\\0' | wc -c");
        assertThrows(AssertionError.class, () -> mount.run("fallocate -c -o 0 -l 4096 g"));
    }

    @Test
    void filesGrowAndShrink() throws IOException, InterruptedException {
        expect(
                "5368709121 e\n3\n7\n",
                "printf e | dd of=f bs=1 seek=5368709120 2>&1 | true; stat -c '%s ' f | tr -d '\\n'; tail -c 1 f; echo;"
                        + " truncate -s 3 f; stat -c %s f; truncate -s 7 f; wc -c <f");
    }

    @Test
    void mappedBytesEqualReadBytes() throws IOException {
        Path file = Files.write(mount.root().resolve("f"), new byte[20_000]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 20_000, arena);
            mapped.setString(5000, "hello");
            mapped.force();
            channel.write(StandardCharsets.UTF_8.encode("world"), 6000);
            assertEquals('w', mapped.get(ValueLayout.JAVA_BYTE, 6000));
        }
        assertArrayEquals(
                "hello".getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(Files.readAllBytes(file), 5000, 5005));
    }

    @Test
    void fullImageFailsWithEnospcAndStaysUsable() throws IOException, InterruptedException {
        Path file = mount.root().resolve("large");
        FileSystemException full = assertThrows(FileSystemException.class, () -> {
            try {
                Files.write(file, new byte[80 << 20]);
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) {
                throw new FileSystemException(file.toString(), null, e.getMessage());
            }
        });
        assertEquals("No space left on device", full.getReason());
        Files.delete(file);
        expect("again\n", "echo again >small; sync small; cat small");
    }
}

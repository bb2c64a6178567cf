// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.program.LoaderRoot.Loader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The search rules of loaders: the selected libraries are those that the loader itself finds in the same root. */
@Tag("slow")
class LoaderRulesTest {

    @TempDir
    private Path temp;

    private LoaderRoot root(Loader loader) throws IOException {
        return new LoaderRoot(loader, temp);
    }

    @ParameterizedTest
    @EnumSource
    void libraryPathOfTheEnvironmentCountsBeforeRunPath(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/run/libit.so");
        root.library("/env/libit.so");
        root.program("-Wl,--enable-new-dtags,-rpath,/run", "/run/libit.so");
        assertEquals(Set.of("/run/libit.so"), root.selectedLikeTheLoader(Map.of()));
        assertEquals(Set.of("/env/libit.so"), root.selectedLikeTheLoader(Map.of("LD_LIBRARY_PATH", "/none:/env")));
    }

    @ParameterizedTest
    @CsvSource({"GLIBC_X86_64, /run", "GLIBC_AARCH64, /run", "GLIBC_RISCV64, /run", "MUSL_X86_64, /env"})
    void libraryPathOfTheProgramCountsBeforeTheEnvironmentForGlibcAlone(Loader loader, String first) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/run/libit.so");
        root.library("/env/libit.so");
        root.program("-Wl,--disable-new-dtags,-rpath,/run", "/run/libit.so");
        assertEquals(Set.of(first + "/libit.so"), root.selectedLikeTheLoader(Map.of("LD_LIBRARY_PATH", "/env")));
    }

    @ParameterizedTest
    @EnumSource
    void libraryPathOfTheProgramCountsForLibrariesOfLibraries(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/deep/libdeep.so");
        root.library("/deep/libit.so", "/deep/libdeep.so");
        root.program("-Wl,--disable-new-dtags,-rpath,/deep", "/deep/libit.so");
        assertEquals(Set.of("/deep/libdeep.so", "/deep/libit.so"), root.selectedLikeTheLoader(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "GLIBC_X86_64, libdeep.so",
        "GLIBC_AARCH64, libdeep.so",
        "GLIBC_RISCV64, libdeep.so",
        "MUSL_X86_64, /deep/libdeep.so"
    })
    void runPathOfTheProgramCountsForLibrariesOfLibrariesForMuslAlone(Loader loader, String found) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/deep/libdeep.so");
        root.library("/deep/libit.so", "/deep/libdeep.so");
        root.program("-Wl,--enable-new-dtags,-rpath,/deep", "/deep/libit.so");
        // A name without a directory is a library that is missing.
        assertTrue(root.selectedLikeTheLoader(Map.of()).contains(found));
    }

    @ParameterizedTest
    @EnumSource
    void runPathOfALibraryHidesTheLibraryPathOfTheProgramFromIt(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/deep/libdeep.so");
        root.library("/deep/libit.so", "-Wl,--enable-new-dtags,-rpath,/none", "/deep/libdeep.so");
        root.program("-Wl,--disable-new-dtags,-rpath,/deep", "/deep/libit.so");
        root.selectedLikeTheLoader(Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void libraryThatIsNeededTwiceIsTheOneThatWasFoundFirst(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/b/libit.so");
        root.library("/a/libit.so");
        root.library("/a/libone.so", "-Wl,--enable-new-dtags,-rpath,/b", "/b/libit.so");
        root.program("-Wl,--enable-new-dtags,-rpath,/a", "/a/libone.so", "/a/libit.so");
        assertEquals(Set.of("/a/libone.so", "/a/libit.so"), root.selectedLikeTheLoader(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "GLIBC_X86_64 $ORIGIN/opt/lib",
                "GLIBC_X86_64 ${ORIGIN}/opt/lib",
                "GLIBC_X86_64 /opt/$LIB",
                "GLIBC_X86_64 /opt/${PLATFORM}",
                "GLIBC_X86_64 /opt/$LIBRARY:/opt/lib",
                "GLIBC_AARCH64 $ORIGIN/opt/lib",
                "GLIBC_AARCH64 /opt/${LIB}",
                "GLIBC_AARCH64 /opt/$PLATFORM",
                "GLIBC_RISCV64 $ORIGIN/opt/lib",
                "GLIBC_RISCV64 /opt/${LIB}",
                "MUSL_X86_64 $ORIGIN/opt/lib",
                "MUSL_X86_64 ${ORIGIN}/opt/lib",
                "MUSL_X86_64 /opt/$LIB:/opt/lib"
            })
    void wordsInRunPathsStandForWhatTheLoaderReplacesThemBy(Loader loader, String path) throws Exception {
        LoaderRoot root = root(loader);
        for (String directory : Set.of(
                "lib",
                "lib64",
                "lib/x86_64-linux-gnu",
                "lib/aarch64-linux-gnu",
                "lib/riscv64-linux-gnu",
                "lib64/lp64d",
                "haswell",
                "x86_64",
                "aarch64",
                "riscv64")) {
            root.library("/opt/" + directory + "/libit.so");
        }
        root.program("-Wl,-rpath," + path, "/opt/lib/libit.so");
        Set<String> listed = root.listed(Map.of());
        Set<String> selected = root.selected(Map.of());
        assertEquals(1, listed.size());
        assertTrue(selected.containsAll(listed), () -> listed + " " + selected);
    }

    @Test
    void pathWithPlatformIsDroppedWhereTheProcessorHasNone() throws Exception {
        LoaderRoot root = root(Loader.GLIBC_RISCV64);
        root.library("/opt/riscv64/libit.so");
        root.program("-Wl,-rpath,/opt/$PLATFORM", "/opt/riscv64/libit.so");
        assertEquals(Set.of("libit.so"), root.selectedLikeTheLoader(Map.of()));
    }

    @ParameterizedTest
    @EnumSource(names = "GLIBC.*", mode = EnumSource.Mode.MATCH_ALL)
    void originInTheEnvironmentIsTheDirectoryOfTheProgram(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/far/libdeep.so");
        root.library("/near/libit.so", "/far/libdeep.so");
        root.program("-Wl,-rpath,/near", "/near/libit.so");
        assertEquals(
                Set.of("/near/libit.so", "/far/libdeep.so"),
                root.selectedLikeTheLoader(Map.of("LD_LIBRARY_PATH", "$ORIGIN/far")));
    }

    @ParameterizedTest
    @EnumSource
    void defaultDirectoriesCountUnlessTheProgramDeclinesThem(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/usr/lib/libit.so");
        root.program("/usr/lib/libit.so");
        assertEquals(Set.of("/usr/lib/libit.so"), root.selectedLikeTheLoader(Map.of()));
        root.program("-Wl,-z,nodefaultlib", "/usr/lib/libit.so");
        root.selectedLikeTheLoader(Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void linksLeadToLibrariesAndBrokenOnesArePassedOver(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/usr/lib/store/libit.so.1.2");
        root.link("/usr/lib/libit.so", "libit.so.1");
        root.link("/usr/lib/libit.so.1", "store/libit.so.1.2");
        root.link("/first/libit.so", "libit.so.9");
        root.link("/merged", "usr/lib");
        root.program("-Wl,-rpath,/first:/merged", "-L" + root.path("/usr/lib/store"), "-l:libit.so.1.2");
        root.rename("/app", "libit.so.1.2", "libit.so");
        assertEquals(Set.of("/usr/lib/store/libit.so.1.2"), root.selectedLikeTheLoader(Map.of()));
        assertTrue(root.selected(Map.of()).containsAll(Set.of("/merged", "/usr/lib/libit.so", "/usr/lib/libit.so.1")));
        assertFalse(root.selected(Map.of()).contains("/first/libit.so"));
    }

    @ParameterizedTest
    @CsvSource({"GLIBC_X86_64, GLIBC_AARCH64", "GLIBC_AARCH64, GLIBC_X86_64", "GLIBC_RISCV64, GLIBC_AARCH64"})
    void librariesOfOtherMachinesArePassedOver(Loader loader, Loader other) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/right/libit.so");
        new LoaderRoot(other, temp).library("/wrong/libit.so");
        root.program("-Wl,-rpath,/wrong:/right", "/right/libit.so");
        assertEquals(Set.of("/right/libit.so"), root.selectedLikeTheLoader(Map.of()));
    }

    @ParameterizedTest
    @EnumSource(names = "GLIBC.*", mode = EnumSource.Mode.MATCH_ALL)
    void loaderOutsideTheDefaultDirectoriesIsNoMissingLibrary(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.moveLoader("/store/glibc/" + Path.of(loader.path()).getFileName());
        root.library("/run/libit.so", root.loaderPath());
        root.program("-Wl,-rpath,/run", "/run/libit.so");
        assertEquals(Set.of("/run/libit.so"), root.selectedLikeTheLoader(Map.of()));
    }

    @ParameterizedTest
    @EnumSource(names = "GLIBC.*", mode = EnumSource.Mode.MATCH_ALL)
    void preloadedLibraryIsTheOneThatIsNeeded(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/hidden/libit.so");
        root.program("/hidden/libit.so");
        assertEquals(Set.of("libit.so"), root.selectedLikeTheLoader(Map.of()));
        assertEquals(Set.of("/hidden/libit.so"), root.selectedLikeTheLoader(Map.of("LD_PRELOAD", "/hidden/libit.so")));
    }

    @ParameterizedTest
    @EnumSource
    void nameWithASlashIsAPath(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.library("/opt/libit.so", "-Wl,-soname,/opt/libit.so");
        root.program("/opt/libit.so");
        assertEquals(Set.of("/opt/libit.so"), root.selectedLikeTheLoader(Map.of()));
    }

    @Test
    void cacheNamesLibrariesForBetterProcessorsWithAnIndexOfItsOwn() throws Exception {
        LoaderRoot root = root(Loader.GLIBC_X86_64);
        Set<String> both = Set.of("/opt/a/libit.so", "/opt/a/glibc-hwcaps/x86-64-v2/libit.so");
        both.forEach(path -> root.library(path));
        root.program("/opt/a/libit.so");
        root.file("/etc/ld.so.conf", "/opt/a\n");
        assertEquals(both, root.selected(Map.of()), "before there is a cache");
        assertEquals(1, root.notices().size(), root.notices()::toString);
        root.makeCache();
        Files.delete(root.path("/etc/ld.so.conf"));
        Set<String> listed = root.listed(Map.of());
        Set<String> selected = root.selected(Map.of());
        assertTrue(selected.containsAll(listed), () -> listed + " " + selected);
        assertTrue(selected.containsAll(both), selected::toString);
        assertTrue(selected.contains("/etc/ld.so.cache"), selected::toString);
    }

    /** The cache names the library so many times, for other processors, that a search for each would take hours. */
    @Test
    @Timeout(60)
    void cacheMayNameALibraryAnyNumberOfTimes() throws Exception {
        LoaderRoot root = root(Loader.GLIBC_X86_64);
        root.library("/opt/libit.so");
        root.program("/opt/libit.so");
        int count = 60_000;
        byte[] texts = "libit.so\0/opt/libit.so\0/opt/./libit.so\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer cache = ByteBuffer.allocate(48 + 24 * count + texts.length).order(ByteOrder.LITTLE_ENDIAN);
        cache.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII)).putInt(count);
        for (int i = 0; i < count; i++) {
            int text = 48 + 24 * count;
            cache.position(48 + 24 * i).putInt(3).putInt(text).putInt(text + (i < count / 2 ? 9 : 23));
            cache.position(cache.position() + 4).putLong(i == count - 1 ? 0 : 1);
        }
        cache.put(texts);
        Files.createDirectories(root.path("/etc"));
        Files.write(root.path("/etc/ld.so.cache"), cache.array());
        assertEquals(Set.of("/opt/libit.so", "/etc/ld.so.cache"), root.selected(Map.of()));
    }

    @Test
    void variantsInDirectoriesGoInBesideThePlainLibrary() throws Exception {
        LoaderRoot root = root(Loader.GLIBC_X86_64);
        Set<String> both = Set.of("/run/libit.so", "/run/glibc-hwcaps/x86-64-v3/libit.so");
        both.forEach(path -> root.library(path));
        root.program("-Wl,-rpath,/run", "/run/libit.so");
        assertTrue(both.containsAll(root.listed(Map.of())));
        assertEquals(both, root.selected(Map.of()));
    }

    @Test
    void muslSearchesTheDirectoriesOfItsConfiguration() throws Exception {
        LoaderRoot root = root(Loader.MUSL_X86_64);
        root.library("/opt/a/libit.so");
        root.library("/lib/libit.so");
        root.program("/lib/libit.so");
        assertEquals(Set.of("/lib/libit.so"), root.selectedLikeTheLoader(Map.of()));
        root.file("/etc/ld-musl-x86_64.path", "\n/none::/opt/a\n");
        assertEquals(Set.of("/opt/a/libit.so"), root.selectedLikeTheLoader(Map.of()));
        assertTrue(root.selected(Map.of()).contains("/etc/ld-musl-x86_64.path"));
    }

    @Test
    void muslFindsALibraryByEachOfItsNames() throws Exception {
        LoaderRoot root = root(Loader.MUSL_X86_64);
        root.library("/opt/libit-2.so", "-Wl,-soname,libit.so");
        root.library("/opt/libone.so", "-L" + root.path("/opt"), "-l:libit-2.so");
        root.rename("/opt/libone.so", "libit.so", "libxx.so");
        root.link("/opt/libit.so", "libit-2.so");
        root.link("/opt/libxx.so", "libit-2.so");
        root.program("-Wl,-rpath,/opt", "/opt/libone.so", "-L" + root.path("/opt"), "-l:libit-2.so");
        assertEquals(Set.of("/opt/libone.so", "/opt/libit-2.so"), root.selectedLikeTheLoader(Map.of()));
        assertTrue(root.selected(Map.of()).containsAll(Set.of("/opt/libit.so", "/opt/libxx.so")));
    }

    @ParameterizedTest
    @EnumSource
    void relativeDirectoriesBeginInTheWorkingDirectory(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.startIn("/opt/app");
        for (String each : List.of("", "/env", "/run")) {
            root.library("/opt/app" + each + "/libit.so");
            root.library(each + "/libit.so");
        }
        root.library("/opt/app/far/libfar.so", "-Wl,--enable-new-dtags,-rpath,$ORIGIN/../run", "/opt/app/run/libit.so");
        root.program("-Wl,--enable-new-dtags,-rpath,run", "/run/libit.so");
        assertEquals(Set.of("/opt/app/run/libit.so"), root.selectedLikeTheLoader(Map.of()));
        assertEquals(
                Set.of("/opt/app/env/libit.so"), root.selectedLikeTheLoader(Map.of("LD_LIBRARY_PATH", "none:env")));
        // musl passes over an empty entry; glibc takes the working directory, and lists the library without it.
        String directory = loader == Loader.MUSL_X86_64 ? "/opt/app/run" : "/opt/app";
        assertEquals(Set.of(directory + "/libit.so"), root.selected(Map.of("LD_LIBRARY_PATH", ":/none")));
        root.program("/opt/app/far/libfar.so");
        assertEquals(
                Set.of("/opt/app/far/libfar.so", "/opt/app/run/libit.so"),
                root.selectedLikeTheLoader(Map.of("LD_LIBRARY_PATH", "far")));
    }

    @ParameterizedTest
    @EnumSource
    void relativePathBeginsInTheWorkingDirectory(Loader loader) throws Exception {
        LoaderRoot root = root(loader);
        root.startIn("/opt/app");
        root.library("/opt/app/sub/libit.so", "-Wl,-soname,sub/libit.so");
        root.library("/sub/libit.so", "-Wl,-soname,sub/libit.so");
        root.program("/opt/app/sub/libit.so");
        assertEquals(Set.of("/opt/app/sub/libit.so"), root.selectedLikeTheLoader(Map.of()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.history.WrittenLog;
import dev.tfskit.value.Int;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of {@code tfs-dump --html} in a browser. */
@Order(1)
@Tag("slow")
class HtmlPageIT {

    private static final Golden KERNEL_WRITTEN = new Golden("kernel-written");

    /** The colour of what is chosen, in the light theme. */
    private static final int CHOSEN = 0xd0009c;

    @TempDir
    private static Path shared;

    private static Path arm64;
    private static Browser browser;

    @TempDir
    private Path temp;

    @BeforeAll
    static void writePage() throws IOException, InterruptedException {
        Path source = shared.resolve("source");
        HostTrees.makeArm64(source);
        arm64 = page(shared, image(shared, source));
        browser = new Browser(Files.createDirectory(shared.resolve("browser")));
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void useUsualWindow() {
        browser.size(1280, 1000);
        browser.theme("light");
    }

    private static Path image(Path directory, Path source, Object... options) throws IOException, InterruptedException {
        Path image = directory.resolve(source.getFileName() + ".raw");
        Command.mkfs("-r", source, image).with(options).run().okWithWarnings();
        return image;
    }

    private static Path page(Path directory, Object... arguments) throws IOException, InterruptedException {
        Path page = directory.resolve("report.html");
        Command.dump("--html", page).with(arguments).run().ok();
        return page;
    }

    @Test
    void keyboardLeadsThroughTree() {
        browser.open(arm64);
        assertEquals("source.raw", browser.text("h1"));
        assertTrue(browser.colours("#treemap canvas") >= 3);
        browser.type("#treemap", Keys.ARROW_DOWN);
        assertEquals("/usr", browser.text("#details h3"));
        browser.type("#treemap", Keys.ENTER);
        assertEquals("/ \u203a usr", browser.text("#way"));
        browser.type("#treemap", Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.ENTER);
        assertEquals("/ \u203a usr \u203a bin", browser.text("#way"));
        assertTrue(browser.text("#entries-title").endsWith("/usr/bin"));
        assertTrue(browser.find("#live").getAttribute("textContent").startsWith("/usr/bin, "));
        browser.type("#treemap", Keys.BACK_SPACE, Keys.BACK_SPACE);
        assertEquals("/", browser.text("#way"));
        browser.assertQuiet(arm64);
    }

    @Test
    void clickOpensDirectoryInMap() {
        browser.open(arm64);
        browser.find("#treemap").click();
        assertTrue(browser.text("#way").startsWith("/ \u203a usr"), browser.text("#way"));
        browser.assertQuiet(arm64);
    }

    @Test
    void searchShowsWhatItFinds() {
        browser.open(arm64);
        browser.type("#treemap", "/");
        assertEquals("search", browser.run("return document.activeElement.id"));
        browser.type("#search", "os-release");
        assertEquals("2 entries found", browser.text("#entries-title"));
        browser.run("document.querySelector('#entries tbody button').click()");
        assertTrue(browser.text("#details").contains("os-release"), browser.text("#details"));
        browser.type("#search", Keys.ESCAPE);
        assertTrue(browser.text("#entries-title").startsWith("Entries of /"));
        browser.assertQuiet(arm64);
    }

    @Test
    void chosenFileLightsUpItsBlocks() throws IOException {
        Path largest = largestFile(shared.resolve("source"));
        double expected = (double) Files.size(largest) / Files.size(shared.resolve("source.raw"));
        browser.open(arm64);
        assertEquals(0, browser.share("#map canvas", CHOSEN));
        browser.type("#search", largest.getFileName().toString());
        browser.run("document.querySelector('#entries tbody button').click()");
        double share = browser.share("#map canvas", CHOSEN);
        // A cell of the map stands for many blocks, and the frame of the cursor may cover a cell.
        assertTrue(share > expected / 2 && share < expected * 2, () -> share + " of the map, not about " + expected);
    }

    private static Path largestFile(Path tree) throws IOException {
        Path largest = tree;
        long most = 0;
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : (Iterable<Path>) all.filter(HtmlPageIT::isFile)::iterator) {
                if (Files.size(each) > most) {
                    most = Files.size(each);
                    largest = each;
                }
            }
        }
        return largest;
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void tableSortsByItsHeadings() {
        browser.open(arm64);
        assertEquals(
                "usr/", browser.all("#entries tbody td:first-child").getFirst().getText());
        browser.run("document.querySelectorAll('#entries th button')[0].click()");
        assertEquals(
                "bin", browser.all("#entries tbody td:first-child").getFirst().getText());
        assertEquals("ascending", browser.all("#entries th").getFirst().getAttribute("aria-sort"));
    }

    @Test
    void coloursFollowTheChoice() {
        browser.open(arm64);
        browser.type("#colour", "by age");
        assertTrue(browser.text("#treemap-legend").contains("before 20"), browser.text("#treemap-legend"));
        browser.type("#metric", "number");
        browser.type("#treemap", Keys.ARROW_DOWN);
        assertTrue(browser.find("#live").getAttribute("textContent").contains(" files, "));
        browser.assertQuiet(arm64);
    }

    @Test
    void blockNamesItsFile() {
        browser.open(arm64);
        assertTrue(browser.colours("#map canvas") >= 2);
        browser.find("#map").click();
        assertTrue(browser.text("#map-place").matches("Blocks \\d+ to \\d+: /.+"), browser.text("#map-place"));
        String path = browser.text("#map-place").replaceAll("^[^:]*: |, and .*", "");
        assertEquals(path, browser.text("#details h3"));
        browser.type("#map", Keys.HOME, Keys.ARROW_UP, Keys.ENTER);
        assertFalse(browser.text("#map-place").isEmpty());
        browser.assertQuiet(arm64);
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 390", "dark, 390"})
    void pageIsAccessible(String theme, int width) throws IOException {
        browser.size(width, 1000);
        browser.theme(theme);
        browser.open(arm64);
        browser.assertQuiet(arm64);
        browser.screenshot("arm64-" + theme + "-" + width);
        browser.assertAccessible();
        assertEquals(
                true,
                browser.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    /** The log of the kernel creates, renames, links, extends and removes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 20, 60, 100, 150})
    void sliderShowsTreeThatLogHadThen(int record) throws IOException, InterruptedException {
        Path page = page(temp, KERNEL_WRITTEN.image());
        browser.open(page);
        browser.type("#search", "/");
        int last = Integer.parseInt(browser.find("#slider").getAttribute("max"));
        assertEquals("0", browser.find("#slider").getAttribute("min"));
        for (int at : List.of(Math.min(record, last), last)) {
            browser.run(
                    "const slider = document.getElementById('slider'); slider.value = arguments[0];"
                            + "slider.dispatchEvent(new Event('input'));",
                    at);
            List<String> expected =
                    InProcess.dump("--find", "*", "--at", at, KERNEL_WRITTEN.image()).okWithWarnings().lines().stream()
                            .filter(path -> !path.equals("/"))
                            .sorted()
                            .toList();
            assertEquals(expected, found());
        }
        assertFalse(browser.find("#past").isDisplayed());
        browser.assertQuiet(page);
    }

    private static List<String> found() {
        browser.run("for (let more; (more = document.querySelector('#entries .more')) !== null; more.click());");
        Object cells = browser.run(
                "return [...document.querySelectorAll('#entries tbody td:first-child')].map(cell => cell.textContent)");
        return ((List<?>) cells).stream().map(String::valueOf).sorted().toList();
    }

    @Test
    void findingLeadsToEntryWithImpossibleName() throws IOException, InterruptedException {
        Tuple root = HandMadeVolume.tuple("(children:(directory:(children:(" + "n".repeat(256) + ":()))))");
        Path odd = Files.write(
                temp.resolve("odd.raw"), HandMadeVolume.device(root, 0).toByteArray());
        Path page = page(temp, odd);
        browser.open(page);
        browser.run("document.querySelector('#findings-table tbody button').click()");
        assertEquals("/directory/" + "n".repeat(255) + "... (256 bytes)", browser.text("#details h3"));
    }

    @Test
    void differencesAreListedAndColoured() throws IOException, InterruptedException {
        Path before = Files.createDirectory(temp.resolve("before"));
        Files.writeString(before.resolve("grows"), "short");
        Files.writeString(before.resolve("goes"), "gone");
        Files.writeString(before.resolve("stays"), "stays");
        Path old = image(temp, before);
        Path after = Files.move(before, temp.resolve("after"));
        Files.writeString(after.resolve("grows"), "longer than before");
        Files.delete(after.resolve("goes"));
        Files.writeString(after.resolve("new"), "n".repeat(100_000));
        Path page = page(temp, "--diff", old, image(temp, after));
        browser.open(page);
        String summary = browser.text("#differences-summary");
        assertTrue(summary.contains("1 created, 1 grew,") && summary.contains("1 removed"), summary);
        assertTrue(browser.text("#differences-table").contains("/goes"));
        browser.type("#colour", "by difference");
        assertTrue(browser.text("#treemap-legend").startsWith("created"));
        browser.assertQuiet(page);
        browser.assertAccessible();
    }

    @Test
    void hostileNamesStayText() throws IOException, InterruptedException {
        Path source = temp.resolve("nasty");
        HostTrees.makeNasty(source);
        String script = "<script>document.title='owned'<\u2215script>";
        String picture = "<img src=x onerror=document.title='owned'>";
        for (String name :
                List.of(script, picture, "-->", "&lt;", "\u202egnp.exe", "]]>", "__proto__", "constructor")) {
            Files.writeString(source.resolve(name), "x".repeat(2000));
        }
        Path image = image(temp, source, "-l", "<i>label</i>", "-t", "(program:<b>bold</b>)");
        Path page = page(temp, image);
        browser.open(page);
        browser.type("#search", "<");
        assertTrue(found().containsAll(List.of("/" + script, "/" + picture)), found().toString());
        assertEquals("nasty.raw - TFS image", browser.run("return document.title"));
        assertTrue(browser.text("#identity").contains("<i>label</i>"));
        assertTrue(browser.text("#configuration-table").contains("<b>bold</b>"));
        assertEquals(List.of(), browser.all("main img, main i, main script:not([data-column])"));
        assertFalse(Files.readString(page).contains("\u202e"));
        assertFalse(((String) browser.run("return document.body.innerText")).contains("\u202e"));
        browser.assertQuiet(page);
    }

    @Test
    void findingLeadsToItsEntry() throws IOException, InterruptedException {
        Path manifest = Files.writeString(
                temp.resolve("manifest"), "(children:(etc:(children:(odd:(contents:(host:manifest) strange:1)))))");
        Path image = temp.resolve("disk.raw");
        InProcess.mkfs("-m", manifest, "-r", temp, image).okWithWarnings();
        Path page = page(temp, image);
        browser.open(page);
        assertTrue(browser.text("#findings-table").contains("attribute-unknown"), browser.text("#findings-table"));
        List<WebElement> links = browser.all("#findings-table button.link");
        assertFalse(links.isEmpty());
        browser.run("arguments[0].click()", links.getFirst());
        assertEquals("/etc/odd", browser.text("#details h3"));
        browser.assertQuiet(page);
    }

    @Test
    void equalFilesAreNamedWithTheirCost() throws IOException, InterruptedException {
        Path source = Files.createDirectory(temp.resolve("source"));
        for (String name : List.of("one", "two", "three")) {
            Files.writeString(source.resolve(name), "same".repeat(1024));
        }
        Files.writeString(source.resolve("other"), "diff".repeat(1024));
        Path page = page(temp, image(temp, source));
        browser.open(page);
        assertTrue(
                browser.text("#duplicates-summary").startsWith("1 group of equal files take 8.0 KiB more"),
                browser.text("#duplicates-summary"));
        assertTrue(browser.text("#duplicates-table").contains("/one, /three, /two"), browser.text("#duplicates-table"));
    }

    @Test
    void printHasAllOfTablesAndNoControls() throws IOException {
        browser.open(arm64);
        browser.medium("print");
        try {
            for (String control : List.of("header nav", ".toolbar", ".hint", ".skip")) {
                assertFalse(browser.find(control).isDisplayed(), control);
            }
            assertTrue(browser.find("#treemap canvas").isDisplayed());
            assertEquals("visible", browser.find("#entries").getCssValue("overflow"));
            assertEquals("rgba(255, 255, 255, 1)", browser.find("body").getCssValue("background-color"));
            String pdf = new String(browser.print(), StandardCharsets.ISO_8859_1);
            assertTrue(pdf.startsWith("%PDF-"), pdf.substring(0, 20));
            long pages =
                    Pattern.compile("/Type ?/Page\\b").matcher(pdf).results().count();
            assertTrue(pages > 1, pages + " pages");
        } finally {
            browser.medium("");
        }
        browser.assertQuiet(arm64);
    }

    @Test
    void diskHasPartitionsAndCrashLog() throws IOException, InterruptedException {
        HandmadeDisk disk = HandmadeDisk.in(temp);
        disk.leaveCrashLog("it stopped\nwith \u001b[31mcolour <b>\n");
        Path page = page(temp, disk.file());
        browser.open(page);
        assertEquals(3, browser.all("#partitions svg rect").size());
        List<String> rows = browser.all("#partitions tbody tr").stream()
                .map(WebElement::getText)
                .toList();
        assertEquals(2, rows.size());
        assertTrue(rows.getFirst().startsWith("0 83 128 "), rows.getFirst());
        assertTrue(rows.getLast().replace("\u202f", "").startsWith("1 83 " + disk.rootStart() + " "), rows.getLast());
        assertTrue(rows.stream().allMatch(row -> row.endsWith(" TFS volume")), rows.toString());
        assertEquals("Boot 8877665544332211 ended with exit code -7.", browser.text("#crash-summary"));
        assertEquals("it stopped\nwith \\x1b[31mcolour <b>", browser.text("#crash-text"));
        browser.assertQuiet(page);
        browser.assertAccessible();
    }

    @Test
    void volumeAloneHasNeitherPartitionsNorCrashLog() {
        browser.open(arm64);
        assertEquals(List.of(), browser.all("#partitions, #crash, nav [href='#crash']"));
    }

    @Test
    void findingAboutProgramLeadsToItsFile() throws IOException, InterruptedException {
        Path source = Files.createDirectory(temp.resolve("source"));
        Files.createDirectories(source.resolve("usr/bin"));
        Files.writeString(source.resolve("usr/bin/it"), "no program");
        Files.createSymbolicLink(source.resolve("bin"), Path.of("usr/bin"));
        Path page = page(temp, image(temp, source, "-t", "(program:/bin/it)"));
        browser.open(page);
        browser.find("#findings-table button.link").click();
        assertEquals("/usr/bin/it", browser.text("#details h3"));
        assertTrue(browser.text("#findings-table").contains("program-not-loadable"), browser.text("#findings-table"));
        browser.assertQuiet(page);
    }

    @Test
    void logReportsWhetherCompactionIsDue() throws IOException, InterruptedException {
        browser.open(arm64);
        String summary = browser.text("#log-summary");
        assertTrue(summary.contains("No compaction is due; one would write only those in effect, about "), summary);
        Path page = page(temp, imageOfChanges(8_200));
        browser.open(page);
        summary = browser.text("#log-summary");
        assertTrue(
                summary.matches(".* A compaction is due: the next program that writes to the volume writes those in "
                        + "effect anew, about [0-9.]+ (bytes|KiB) in place of [0-9.]+ KiB\\."),
                summary);
        browser.assertQuiet(page);
    }

    /** A call in a script takes fewer arguments than this log has records. */
    @Test
    void longLogIsShownWithAllSections() throws IOException, InterruptedException {
        Path page = page(temp, imageOfChanges(150_000));
        browser.open(page);
        assertTrue(browser.text("#log-summary").startsWith("150\u202f0"), browser.text("#log-summary"));
        assertEquals("0", browser.find("#slider").getAttribute("min"));
        assertTrue(browser.text("#configuration").contains("149999"), browser.text("#configuration"));
        browser.assertQuiet(page);
    }

    /** Sets one attribute again and again, each time in a record of its own. */
    private Path imageOfChanges(int count) throws IOException {
        WrittenLog log = new WrittenLog();
        for (int i = 0; i < count; i++) {
            log.set(log.root(), "count", Int.of(i));
        }
        int size = (int) log.device().size();
        // The last extension of the log may not be full, but it is there.
        byte[] bytes = new byte[size + (1 << 20)];
        log.device().read(0, ByteBuffer.wrap(bytes, 0, size));
        return Files.write(temp.resolve("changed.raw"), bytes);
    }

    @Test
    void pageAllowsNothingButItself() throws IOException {
        String text = Files.readString(arm64);
        assertTrue(text.contains("content=\"default-src 'none'; script-src 'sha256-"), text.substring(0, 400));
        assertFalse(text.contains("unsafe"));
        assertFalse(text.contains("src=\"http"));
        assertTrue(text.contains("Permission to use, copy, modify"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.print.PrintOptions;

/** Debian's Chromium without a window, which shows pages from files. */
final class Browser implements AutoCloseable {

    /** What a root without a network needs, so that the browser starts and asks nothing of its own. */
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars");

    private static final Pattern REQUEST = Pattern.compile("\"request\":\\{.*\"url\":\"([^\"]*)\"\\}");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;

    /** Starts a browser that keeps its files in a directory. */
    Browser(Path directory) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + directory.resolve("profile"));
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                // Both leave files there, also after they have ended well.
                .withEnvironment(Map.of("TMPDIR", directory.toString()))
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        // Its own first page is not under test.
        driver.get("about:blank");
        logged(LogType.PERFORMANCE);
    }

    /** Shows a page and waits until its script has drawn it. */
    void open(Path page) {
        logged(LogType.BROWSER);
        logged(LogType.PERFORMANCE);
        driver.get(page.toUri().toString());
        waitFor("document.documentElement.dataset.ready === 'true'");
        // The pictures are drawn when the browser reports their sizes: before it paints the frame that has them.
        driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));");
    }

    /** Sets the size of the window in pixels. */
    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** Sets the theme, light or dark. */
    void theme(String name) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
    }

    /** Shows the page as it would be printed, or again as on a screen. */
    void medium(String name) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", name));
    }

    /** Prints the page, and returns the PDF file. */
    byte[] print() {
        return Base64.getDecoder().decode(driver.print(new PrintOptions()).getContent());
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return find(selector).getText();
    }

    void type(String selector, CharSequence... keys) {
        find(selector).sendKeys(keys);
    }

    /** Runs a script and returns its result. */
    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(((JavascriptExecutor) driver).executeScript(script, arguments), "");
    }

    /** Waits until an expression is true; the page looks at each of its frames. */
    void waitFor(String expression) {
        driver.executeAsyncScript("const done = arguments[0];"
                + "const look = () => " + expression + " ? done() : requestAnimationFrame(look);"
                + "look();");
    }

    /** Counts the colours that cover at least a hundredth of a canvas. */
    long colours(String canvas) {
        Object count = run("""
                const canvas = document.querySelector(arguments[0]);
                const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                const counts = new Map();
                for (let i = 0; i < pixels.length; i += 4) {
                  const colour = (pixels[i] << 16) + (pixels[i + 1] << 8) + pixels[i + 2];
                  counts.set(colour, (counts.get(colour) ?? 0) + 1);
                }
                return [...counts.values()].filter(count => count > pixels.length / 400).length;
                """, canvas);
        return assertInstanceOf(Long.class, count);
    }

    /** Returns the share of a canvas that has a colour, from 0 to 1. */
    double share(String canvas, int colour) {
        Object share = run("""
                const canvas = document.querySelector(arguments[0]);
                const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                let count = 0;
                for (let i = 0; i < pixels.length; i += 4) {
                  count += (pixels[i] << 16) + (pixels[i + 1] << 8) + pixels[i + 2] === arguments[1] ? 1 : 0;
                }
                return count * 4 / pixels.length;
                """, canvas, colour);
        return assertInstanceOf(Number.class, share).doubleValue();
    }

    /** Checks the page with axe-core, so that people can use it without seeing it and without a mouse. */
    void assertAccessible() throws IOException {
        String axe;
        try (InputStream stream = Objects.requireNonNull(
                Browser.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js"))) {
            axe = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        run(axe);
        Object found = driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run().then(result => done(result.violations.map(each =>"
                + " each.impact + ' ' + each.id + ': ' + each.nodes.slice(0, 3).map(node => node.html).join(' '))))");
        assertEquals(List.of(), found);
        // The browser remarks that axe-core reads the pictures.
        logged(LogType.BROWSER);
    }

    /** Checks that the page wrote nothing to the console and requested only itself. */
    void assertQuiet(Path page) {
        List<String> messages = logged(LogType.BROWSER);
        assertEquals(List.of(), messages);
        List<String> requests = logged(LogType.PERFORMANCE).stream()
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .flatMap(message -> REQUEST.matcher(message).results())
                .map(found -> found.group(1))
                .filter(address -> !address.equals(page.toUri().toString()))
                .toList();
        assertEquals(List.of(), requests);
    }

    private List<String> logged(String type) {
        return driver.manage().logs().get(type).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Keeps a picture of the window in target/screenshots. */
    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}

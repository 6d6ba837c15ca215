package dev.engram.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own Chromium, driven by Playwright; Playwright brings none along. */
final class Chromium implements AutoCloseable {

    /** How long to wait for what should appear: this machine may be busy. */
    static final int PATIENCE_MS = 60_000;

    static final int WIDE = 1440;
    static final int PHONE = 390;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> troubles = new ArrayList<>();

    private Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable));
    }

    /** Starts it; the test is skipped where there is none. */
    static Chromium start() {
        Optional<Path> executable = find();
        assumeTrue(
                executable.isPresent(),
                "There is no Chromium on the PATH, so the page is not tested; install the package chromium.");
        return new Chromium(executable.orElseThrow());
    }

    private static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A new tab of a browser that knows nothing yet. */
    Page open(int width, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, width == PHONE ? 844 : 1000)
                .setColorScheme(scheme)
                .setAcceptDownloads(true));
        context.setDefaultTimeout(PATIENCE_MS);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                troubles.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> troubles.add(page.url() + ": " + error));
        page.onDialog(dialog -> {
            troubles.add(page.url() + ": a dialog opened: " + dialog.message());
            dialog.dismiss();
        });
        return page;
    }

    /** A new tab of a browser whose user enters this password when asked. */
    Page openWithPassword(String password) {
        BrowserContext context =
                browser.newContext(new Browser.NewContextOptions().setHttpCredentials("anybody", password));
        context.setDefaultTimeout(PATIENCE_MS);
        return context.newPage();
    }

    Page open() {
        return open(WIDE, ColorScheme.LIGHT);
    }

    /** Errors of scripts and of the content policy, and dialogs, of all tabs since this was asked last. */
    List<String> troubles() {
        List<String> all = List.copyOf(troubles);
        troubles.clear();
        return all;
    }

    /** Takes back messages that a test means to cause. */
    void forgive(String part) {
        troubles.removeIf(trouble -> trouble.contains(part));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

package dev.engram.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever opens the page after the demo sees what it was about, and reaches everything by clicks. */
class DemoPageIT {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private static final String PLANS = "namespace=aqe%2Ftest-plans";

    /** A name for the screenshots, the address, and a text that shows that the view is there. */
    private record View(String name, String address, String text) {}

    private static Chromium chromium;
    private static Filled collector;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(Chromium.PATIENCE_MS);
        chromium = Chromium.start();
        collector = Filled.byTheDemo();
    }

    @AfterAll
    static void stop() {
        if (collector != null) {
            collector.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        page = chromium.open();
    }

    @AfterEach
    void close() {
        page.context().close();
        assertThat(chromium.troubles()).isEmpty();
    }

    static List<View> views() {
        return Tier.of(
                2,
                List.of(
                        new View("overview", "overview", "Newest findings"),
                        new View("namespaces", "namespace", "aqe/reports"),
                        new View("namespace", "namespace?" + PLANS, "Latency over time"),
                        new View("keys", "key", "Keys that are used most"),
                        new View("key", "key?" + PLANS + "&key=test-plan-user-service", "Its life"),
                        new View("searches", "searches", "What was searched for"),
                        new View("traces", "traces", "Test Plan Creation and Execution"),
                        new View("trace", "trace?id=latest", "Details"),
                        new View("ask", "ask", "How often does a retrieve find something?")));
    }

    @Test
    void theOverviewTellsWhoUsesWhichMemoryAndWhatIsWrong() {
        go("overview");
        assertThat(cell("qe-test-executor in aqe/test-plans: 2 operations")).isVisible();
        assertThat(page.locator(".findings")).containsText("It is written and never read.");
        assertThat(page.getByText("Nothing: what agents recorded has arrived")).isVisible();
    }

    @Test
    void aNamespaceTellsWhatIsWrongWithItsKeys() {
        go("namespace?namespace=aqe%2Freports");
        assertThat(page.locator(".findings")).containsText("coverage-report-user-service");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Never read"))
                .click();
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Keys")))
                .containsText("coverage-report-user-service");
    }

    @Test
    void theCellsShowWhatIsChosenAndTheAddressKeepsIt() {
        go("overview");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Hit ratio"))
                .click();
        assertThat(cell("qe-test-executor in aqe/test-plans: 1 of 2 reads found a value"))
                .hasText("50 %");
        page.reload();
        assertThat(cell("qe-test-executor in aqe/test-plans: 1 of 2 reads found a value"))
                .hasText("50 %");
    }

    @Test
    void fromACellToItsNamespaceToAKeyToTheTraceOfAnOperation() {
        go("overview");
        cell("qe-test-generator in aqe/test-plans: 1 operation").click();
        assertThat(heading()).hasText(Pattern.compile("Namespace\\s+aqe/test-plans"));
        assertThat(page.locator(".facts")).containsText("50 %");
        page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Keys"))
                .getByText("test-plan-user-service")
                .click();
        assertThat(heading()).hasText(Pattern.compile("Key\\s+test-plan-user-service"));
        Locator read = page.locator(".lanes a[aria-label^='qe-test-executor: retrieve version 1']");
        assertThat(read).hasCount(1);
        read.click();
        assertThat(heading()).hasText("Trace");
        assertThat(page.locator(".line.chosen")).containsText("test-plan-user-service");
        assertThat(page.locator(".sticky")).containsText("qe-test-executor");
    }

    @Test
    void aTraceShowsTheCommandsOfRedisBeneathTheOperationsAndDetailsByArrowKeysToo() {
        go("traces");
        page.getByText("Test Plan Creation and Execution").click();
        assertThat(page.locator(".line")).not().hasCount(0);
        List<String> lines = page.locator(".line .who").allInnerTexts();
        int store = indexOf(lines, "coverage-report-user-service");
        assertThat(lines.get(store + 1)).contains("SET").contains("aqe/reports:coverage-report-user-service");
        page.locator(".line a").first().focus();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator(".line.chosen")).containsText("aqe.task.generate");
        assertThat(page.locator(".sticky")).containsText("qe-test-generator");
    }

    @Test
    void filtersFindTracesAndStayInTheAddress() {
        go("traces");
        page.getByLabel("Agent", new Page.GetByLabelOptions().setExact(true)).fill("dev-bob");
        page.keyboard().press("Enter");
        Locator rows = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Traces, the newest first"))
                .locator("tbody tr");
        assertThat(rows).hasCount(1);
        assertThat(rows).containsText("Bug Investigation");
        assertThat(page).hasURL(Pattern.compile("agent=dev-bob"));
        page.getByText("Clear the filters").click();
        assertThat(rows).hasCount(5);
        page.getByLabel("Redis commands alone").selectOption("all");
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("SCAN")))
                .not()
                .hasCount(0);
    }

    @Test
    void theTurnsOfAConversationAreListed() {
        go("traces");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("bug-fix-critical"))
                .click();
        assertThat(page.getByText("Turns of the conversation")).isVisible();
        assertThat(page.getByText("1 turn")).isVisible();
    }

    @Test
    void twoTracesStandSideBySide() {
        go("traces");
        page.getByText("Bug Investigation").click();
        page.getByText("Compare with another trace").click();
        page.getByText("Code Review with Historical Context").click();
        assertThat(heading()).hasText("Two traces");
        assertThat(page.locator(".timeline")).hasCount(2);
        shoot(page, "traces-side-by-side");
    }

    @Test
    void theSearchesShowWhatTheyFound() {
        go("searches");
        Locator row = page.locator("tbody tr", new Page.LocatorOptions().setHasText("test-plan-%"));
        assertThat(row).containsText("aqe/test-plans");
        assertThat(row).containsText("5.0");
        assertThat(page.getByLabel("Searches by the score of their best result"))
                .isVisible();
    }

    @Test
    void eachDocumentedQueryRunsByOneClick() {
        go("ask");
        Locator queries = page.locator(".queries button");
        assertThat(queries).hasCount(10);
        for (int i = 0; i < 10; i++) {
            page.locator("#sql").fill("");
            queries.nth(i).click();
            assertThat(page.getByText(Pattern.compile("^\\d+ rows? in"))).isVisible();
            assertThat(page.locator("#sql")).not().hasValue("");
            assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
        }
    }

    @Test
    void aStatementIsCompletedRunDrawnAndSaved() throws Exception {
        go("ask");
        Locator sql = page.locator("#sql");
        sql.fill("");
        sql.pressSequentially("SELECT namespace, count(*) AS n FROM memory_op");
        assertThat(page.getByRole(AriaRole.OPTION)).not().hasCount(0);
        page.keyboard().press("Tab");
        assertThat(sql).hasValue("SELECT namespace, count(*) AS n FROM memory_operations");
        sql.pressSequentially(" GROUP BY 1 ORDER BY n DESC, 1 LIMIT 3");
        page.keyboard().press("Control+Enter");
        assertThat(page.getByText(Pattern.compile("^3 rows in"))).isVisible();
        assertThat(Files.readString(saved("CSV", "engram.csv"))).startsWith("namespace,n\r\nlead-dora/groups,15\r\n");
        JsonNode rows = Json.read(Files.readString(saved("JSON", "engram.json")));
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).isEqualTo(Json.read("{\"namespace\": \"lead-dora/groups\", \"n\": 15}"));
        assertThat(parquet(saved("Parquet", "engram.parquet")))
                .startsWith("lead-dora/groups 15")
                .hasSize(3);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Chart"))
                .click();
        assertThat(page.locator("svg.chart .bar")).hasCount(3);
        page.reload();
        assertThat(page.locator("svg.chart .bar")).hasCount(3);
    }

    @Test
    void aWrongStatementIsAnsweredWithASentence() {
        go("ask");
        page.locator("#sql").fill("DELETE FROM spans");
        page.keyboard().press("Control+Enter");
        // The browser itself logs each answer that is an error.
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
        chromium.forgive("the server responded with a status of 4");
    }

    @ParameterizedTest
    @Tag("full")
    @MethodSource("views")
    void everyViewCanBeUsedByEverybody(View view) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Page other = chromium.open(Chromium.WIDE, scheme)) {
                show(other, view);
                shoot(other, view.name() + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
                assertThat(Axe.violations(other)).as(view.name() + " " + scheme).isEmpty();
                other.context().close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("views")
    void everyViewFitsAPhone(View view) {
        try (Page phone = chromium.open(Chromium.PHONE, ColorScheme.LIGHT)) {
            show(phone, view);
            shoot(phone, view.name() + "-phone");
            assertThat((Integer) phone.evaluate("document.documentElement.scrollWidth"))
                    .as("the page is no wider than the phone")
                    .isLessThanOrEqualTo(Chromium.PHONE);
            phone.context().close();
        }
    }

    @ParameterizedTest
    @MethodSource("views")
    void nothingMovesWhileAViewLoads(View view) {
        page.addInitScript("""
                globalThis.moved = 0;
                new PerformanceObserver((list) => {
                  for (const entry of list.getEntries()) globalThis.moved += entry.hadRecentInput ? 0 : entry.value;
                }).observe({type: 'layout-shift', buffered: true});""");
        show(page, view);
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        assertThat(((Number) page.evaluate("moved")).doubleValue())
                .as("cumulative layout shift; up to 0.1 is good")
                .isLessThan(0.1);
    }

    /** Clicks a button that saves the result. */
    private Path saved(String button, String name) {
        Download download = page.waitForDownload(() -> page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click());
        assertThat(download.suggestedFilename()).isEqualTo(name);
        return download.path();
    }

    private static List<String> parquet(Path file) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM read_parquet('" + file + "')")) {
            while (result.next()) {
                rows.add(result.getString("namespace") + " " + result.getLong("n"));
            }
        }
        return rows;
    }

    private void go(String view) {
        page.navigate(collector.url(view));
    }

    private static void show(Page page, View view) {
        page.navigate(collector.url(view.address()));
        assertThat(page.locator("main")).hasAttribute("aria-busy", "false");
        assertThat(page.locator("main"))
                .containsText(
                        view.text(), new LocatorAssertions.ContainsTextOptions().setTimeout(Chromium.PATIENCE_MS));
        assertThat(page.locator(".waiting")).hasCount(0);
    }

    private static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    private Locator cell(String said) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(said).setExact(true));
    }

    private Locator heading() {
        return page.locator("h1");
    }

    private static int indexOf(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no line has " + text + ": " + lines);
    }
}

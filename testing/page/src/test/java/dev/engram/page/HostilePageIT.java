package dev.engram.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.engram.collector.server.Tier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that want to be more than names are shown as names. */
class HostilePageIT {

    private static final String SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>${alert(3)}";
    private static final String TERMINAL = "\u001b[31mred\u001b[0m\u0007";
    private static final String TURNED = "\u202egpj.exe\u202c\u2066x";
    private static final String LONG = "x".repeat(10_000) + "'\"; DROP TABLE span; --";

    private static final List<String> NAMES = List.of(SCRIPT, TERMINAL, TURNED, LONG);

    private static Chromium chromium;
    private static Filled collector;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(Chromium.PATIENCE_MS);
        chromium = Chromium.start();
        collector = Filled.byNothing();
        int id = 1;
        for (String name : NAMES) {
            for (String content : List.of("first\nsame", "second\nsame")) {
                collector.send(
                        "%016x".formatted(id++),
                        name,
                        name,
                        Map.of(
                                "memory.operation", "store",
                                "memory.namespace", name,
                                "memory.key", name,
                                "memory.session_id", name,
                                "memory.value_fingerprint", content,
                                "gen_ai.memory.records", "[{\"content\":\"" + content.replace("\n", "\\n") + "\"}]"));
            }
            collector.send(
                    "%016x".formatted(id++),
                    name,
                    name,
                    Map.of(
                            "memory.operation",
                            "search",
                            "memory.namespace",
                            name,
                            "memory.pattern",
                            name,
                            "memory.result_count",
                            0));
        }
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
    void nothingRan() {
        assertThat(page.locator("main script, main img, main iframe").count()).isZero();
        assertThat(page.locator("body").innerText()).doesNotContain("\u001b", "\u202e", "\u2066");
        page.context().close();
        assertThat(chromium.troubles()).isEmpty();
    }

    static List<String> names() {
        return Tier.of(1, NAMES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameOfAnySortHasItsViews(String name) {
        String of = "namespace=" + encoded(name) + "&key=" + encoded(name);
        page.navigate(collector.url("key?" + of));
        assertThat(page.getByText("Its life")).isVisible();
        assertThat(page.locator(".facts")).containsText("2");
        page.navigate(collector.url("namespace?" + of));
        assertThat(page.getByText("Latency over time")).isVisible();
        page.navigate(collector.url("traces?agent=" + encoded(name)));
        assertThat(page.getByText("3 traces")).isVisible();
    }

    @Test
    void theOverviewAndTheListsShowThemAsText() {
        page.navigate(collector.url("overview"));
        // Four agents, and all.
        assertThat(page.locator(".heatmap tbody tr")).hasCount(5);
        assertThat(page.locator(".heatmap")).containsText("<script>alert(1)");
        assertThat(page.locator(".findings")).containsText("search without result");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(java.nio.file.Path.of("target/screenshots/hostile.png"))
                .setFullPage(true));
        for (String view : List.of("namespace", "key", "searches", "traces")) {
            page.navigate(collector.url(view));
            assertThat(page.locator("main")).containsText("<script>alert(1)");
        }
    }

    @Test
    void twoVersionsOfAValueAreCompared() {
        page.navigate(collector.url("key?namespace=" + encoded(SCRIPT) + "&key=" + encoded(SCRIPT)));
        page.getByText("Compare", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".removed")).hasText("- first");
        assertThat(page.locator(".added")).hasText("+ second");
    }

    @Test
    void aResultOfSqlIsText() {
        page.navigate(collector.url("ask?sql=" + encoded("SELECT name FROM spans ORDER BY name")));
        assertThat(page.locator("main")).containsText("<img src=x onerror=alert(2)>");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

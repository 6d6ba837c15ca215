package dev.engram.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.engram.collector.server.Tier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where there is nothing to show, the page says what to do. */
class LonelyPageIT {

    private static Chromium chromium;

    @BeforeAll
    static void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(Chromium.PATIENCE_MS);
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    static List<String> views() {
        return Tier.of(1, List.of("overview", "namespace", "key", "searches", "traces"));
    }

    @ParameterizedTest
    @MethodSource("views")
    void withoutASpanEachViewSaysHowToGetSome(String view) throws Exception {
        try (Filled collector = Filled.byNothing();
                Page page = chromium.open()) {
            page.navigate(collector.url(view));
            assertThat(page.getByText("No memory operation has arrived yet.")).isVisible();
            assertThat(page.getByText("./engram demo", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
        }
    }

    @Test
    @Tag("full")
    void aCollectorThatWantsATokenIsGivenTheOneThatTheUserEnters() throws Exception {
        try (Filled collector = Filled.byNothing();
                Page page = chromium.open()) {
            page.route("**/api/**", route -> {
                if ("Bearer secret".equals(route.request().headers().get("authorization"))) {
                    route.resume();
                } else {
                    route.fulfill(new Route.FulfillOptions()
                            .setStatus(401)
                            .setContentType("application/json")
                            .setBody("{\"error\": \"This collector wants a token.\"}"));
                }
            });
            page.navigate(collector.url("overview"));
            assertThat(page.getByText("This collector wants a token.")).isVisible();
            page.getByLabel("Token of the collector").fill("secret");
            page.keyboard().press("Enter");
            assertThat(page.getByText("No memory operation has arrived yet.")).isVisible();
            page.navigate(collector.url("ask"));
            assertThat(page.getByText("Ten queries")).isVisible();
            assertThat(page.url()).doesNotContain("secret");
        }
    }

    @Test
    @Tag("full")
    void theTokenIsThePasswordThatABrowserAsksFor() throws Exception {
        try (Filled collector = Filled.byNothing("a-token-of-a-test");
                Page page = chromium.openWithPassword("a-token-of-a-test")) {
            page.navigate(collector.url("overview"));
            assertThat(page.getByText("No memory operation has arrived yet.")).isVisible();
            page.navigate(collector.url("traces?live=1"));
            assertThat(page.getByText("The newest first; updated once a second."))
                    .isVisible();
        }
    }

    @Test
    void whatArrivesShowsUpLive() throws Exception {
        try (Filled collector = Filled.byNothing();
                Page page = chromium.open()) {
            page.navigate(collector.url("traces?live=1"));
            assertThat(page.getByText("No memory operation in the last ten minutes"))
                    .isVisible();
            collector.send(
                    "00000000000000a1",
                    "live.memory.store",
                    "live-agent",
                    Map.of("memory.operation", "store", "memory.namespace", "live", "memory.key", "just-now"));
            assertThat(page.getByRole(
                            AriaRole.REGION, new Page.GetByRoleOptions().setName("The newest memory operations")))
                    .containsText("just-now");
        }
    }

    @Test
    @Tag("full")
    void aCollectorThatIsAwayIsSaid() throws Exception {
        try (Filled collector = Filled.byNothing();
                Page page = chromium.open()) {
            page.navigate(collector.url("overview"));
            assertThat(page.getByText("No memory operation has arrived yet.")).isVisible();
            collector.stop();
            assertThat(page.getByText("no collector")).isVisible();
        }
    }

    @Test
    void thePageAsksNobodyButTheCollector() throws Exception {
        try (Filled collector = Filled.byNothing();
                Page page = chromium.open()) {
            List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
            page.onRequest(request -> asked.add(request.url()));
            page.navigate(collector.url("overview"));
            assertThat(page.getByText("No memory operation has arrived yet.")).isVisible();
            assertThat(asked)
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(collector.url("").replace("/#", "/")));
        }
    }
}

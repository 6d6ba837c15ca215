package dev.engram.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.engram.demo.DemoRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the collector looks after a Redis, a namespace shows what is in it beside what spans tell. */
@Tag("full")
class RedisPageIT {

    @TempDir
    private Path folder;

    @Test
    void aNamespaceShowsWhatIsInRedisNowAndWhatTheSpansKnow() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(Chromium.PATIENCE_MS);
        try (Chromium chromium = Chromium.start();
                DemoRedis redis = DemoRedis.start(folder);
                Filled collector = Filled.bySurvey(redis.url());
                Page page = chromium.open()) {
            run(redis, "SET plans:a 1", "SET plans:b 1 EX 3000", "SET plans:c 1", "SET other:d 1");
            collector.send(
                    "5".repeat(16),
                    "memory.store",
                    "planner",
                    Map.of("memory.operation", "store", "memory.namespace", "plans", "memory.key", "a"));
            // A survey may begin while the keys are written; the page shows the last one that had ended when it asked.
            Locator now = page.locator("section.panel", new Page.LocatorOptions().setHasText("In Redis now"))
                    .filter(new Locator.FilterOptions()
                            .setHasText(Pattern.compile("keys\\s*3\\s*keys without a TTL\\s*2")));
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Chromium.PATIENCE_MS);
            do {
                page.navigate(collector.url("namespace?namespace=plans"));
                page.reload();
                assertThat(page.locator("main")).hasAttribute("aria-busy", "false");
                assertThat(page.locator(".facts").first()).isVisible();
            } while (now.count() == 0 && System.nanoTime() < until);
            assertThat(now).isVisible();
            assertThat(now).containsText(URI.create(redis.url()).getAuthority());
            assertThat(now).containsText("the spans know 1 key");
            assertThat(chromium.troubles()).isEmpty();
        }
    }

    private static void run(DemoRedis redis, String... commands) throws IOException {
        URI uri = URI.create(redis.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort());
                BufferedReader replies =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
                assertThat(replies.readLine()).isEqualTo("+OK");
            }
        }
    }
}

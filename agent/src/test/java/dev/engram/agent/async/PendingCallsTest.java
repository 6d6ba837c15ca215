package dev.engram.agent.async;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.rule.Operation;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import dev.engram.bootstrap.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@DisplayName("Calls that wait for their results")
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // The calls are the point.
class PendingCallsTest {

    /** Its answers come when the test completes them. */
    public static class Shelf {
        public CompletableFuture<String> retrieve(String key) {
            return new CompletableFuture<>();
        }

        public Mono<String> lazy(String key) {
            return Mono.never();
        }
    }

    private final Shelf shelf = new Shelf();
    private final Recording recording = new Recording(
            false,
            rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "lazy", Operation.RETRIEVE, "key", "arg0"));

    @AfterEach
    void close() throws InterruptedException {
        recording.close();
    }

    @Test
    @DisplayName("end as abandoned when what would complete them is gone")
    void abandoned() {
        shelf.retrieve("future");
        shelf.lazy("mono").subscribe();
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            System.gc();
            return recording.seen().size() == 2;
        });
        assertThat(recording.seen()).extracting(Seen::key).containsExactlyInAnyOrder("future", "mono");
        assertThat(recording.seen()).extracting(Seen::thrown).hasOnlyElementsOfType(AbandonedException.class);
        assertThat(recording.async().waiting()).isZero();
    }

    @Test
    @DisplayName("are bounded: further ones end when their methods return, and are counted")
    void bounded() {
        List<CompletableFuture<String>> kept = new ArrayList<>();
        for (int i = 0; i < 10_003; i++) {
            kept.add(shelf.retrieve("k" + i));
        }
        assertThat(recording.async().waiting()).isEqualTo(10_000);
        assertThat(recording.async().overBound()).isEqualTo(3);
        assertThat(recording.seen()).extracting(Seen::key).containsExactly("k10000", "k10001", "k10002");
        assertThat(recording.seen()).extracting(Seen::found).containsOnly((byte) -1);
        kept.get(0).complete("v");
        assertThat(recording.async().waiting()).isEqualTo(9_999);
        kept.add(shelf.retrieve("again"));
        assertThat(recording.async().waiting()).isEqualTo(10_000);
    }

    @Test
    @DisplayName("are shown at the end, each by itself though their keys are the same, and ended no more")
    void open() {
        CompletableFuture<String> first = shelf.retrieve("same");
        CompletableFuture<String> second = shelf.retrieve("same");
        Probe.install(null);
        List<Object> shown = new ArrayList<>();
        recording.async().close(call -> shown.add(call.key + " " + call.spanId));
        assertThat(shown).hasSize(2).doesNotHaveDuplicates();
        first.complete("v");
        second.complete("v");
        assertThat(recording.seen()).isEmpty();
        recording.async().close(call -> shown.add("again"));
        assertThat(shown).hasSize(2);
    }

    @Test
    @DisplayName("are ended or shown, never both and never neither, however completion and end race")
    void race() throws Exception {
        int count = 900;
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(shelf.retrieve("k" + i));
        }
        CountDownLatch begun = new CountDownLatch(1);
        Thread completing = new Thread(() -> all.forEach(each -> {
            each.complete("v");
            begun.countDown();
        }));
        completing.start();
        begun.await();
        Set<Object> shown = ConcurrentHashMap.newKeySet();
        recording.async().close(call -> shown.add(call.spanId));
        completing.join();
        Set<Object> ended = ConcurrentHashMap.newKeySet();
        recording.seen().forEach(each -> ended.add(each.spanId()));
        assertThat(recording.seen()).hasSize(ended.size());
        assertThat(ended.size() + shown.size()).isEqualTo(count);
        ended.retainAll(shown);
        assertThat(ended).isEmpty();
    }
}

package dev.engram.agent.async;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.rule.Operation;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

@DisplayName("A call that returns a Mono or a Flux is one span for each subscription")
@Timeout(60)
class ReactorTest {

    /** A reactive store with a blocking one beneath. */
    public static class Shelf {
        final AtomicInteger cancelled = new AtomicInteger();
        final List<Long> requested = new ArrayList<>();
        final List<MonoSink<String>> waiting = new ArrayList<>();

        public String blocking(String key) {
            return "value of " + key;
        }

        public Mono<String> retrieve(String key) {
            return Mono.fromCallable(() -> blocking("beneath " + key));
        }

        public Mono<String> empty(String key) {
            return Mono.empty();
        }

        public Mono<String> failing(String key) {
            return Mono.error(new IllegalStateException("down"));
        }

        public Mono<String> never(String key) {
            return Mono.<String>never().doOnCancel(cancelled::incrementAndGet);
        }

        public Flux<Integer> search(String pattern) {
            return Flux.range(1, 5).doOnRequest(requested::add).doOnCancel(cancelled::incrementAndGet);
        }

        public Publisher<Integer> publish(String pattern) {
            return Flux.range(1, 3);
        }

        public Mono<String> context(String key) {
            return Mono.deferContextual(context -> Mono.just(context.get("user")));
        }

        /** The same operation on the same key, by another of its methods. */
        public Mono<String> decorated(String key) {
            return retrieve(key).map(String::trim);
        }

        /** Goes on when what it waits for is there, on the thread that brings it. */
        public Mono<String> queued(String key) {
            return Mono.<String>create(waiting::add).flatMap(go -> retrieve("after waiting"));
        }

        /** Other work, which lets the first go on that waits. */
        public void finish(String key) {
            waiting.remove(0).success("go");
        }

        public Mono<String> broken(String key) {
            throw new IllegalArgumentException("no key");
        }
    }

    private final Shelf shelf = new Shelf();
    private final Recording recording = new Recording(
            false,
            rule(Shelf.class, "blocking", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "empty", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "failing", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "never", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "search", Operation.SEARCH, "pattern", "arg0"),
            rule(Shelf.class, "publish", Operation.SEARCH, "pattern", "arg0"),
            rule(Shelf.class, "context", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "decorated", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "queued", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "finish", Operation.DELETE, "key", "arg0"),
            rule(Shelf.class, "broken", Operation.RETRIEVE, "key", "arg0"));

    @AfterEach
    void close() throws InterruptedException {
        recording.close();
    }

    private Seen only() {
        assertThat(recording.seen()).hasSize(1);
        assertThat(recording.async().waiting()).isZero();
        return recording.seen().get(0);
    }

    @Test
    @DisplayName("none without, two with two, and what is done while it is subscribed to lies beneath it")
    void subscriptions() {
        Mono<String> mono = shelf.retrieve("k");
        assertThat(recording.seen()).isEmpty();
        assertThat(mono.block()).isEqualTo("value of beneath k");
        assertThat(mono.block()).isEqualTo("value of beneath k");
        List<Seen> seen = recording.seen();
        assertThat(seen).extracting(Seen::key).containsExactly("beneath k", "k", "beneath k", "k");
        assertThat(seen.get(0).parentSpanId()).isEqualTo(seen.get(1).spanId());
        assertThat(seen.get(2).parentSpanId()).isEqualTo(seen.get(3).spanId());
        assertThat(seen.get(1).spanId()).isNotEqualTo(seen.get(3).spanId());
        assertThat(seen.get(1).value()).isEqualTo("value of beneath k");
        assertThat(seen.get(1).parentSpanId()).isZero();
    }

    @Test
    @DisplayName("what the application does with the item is no part of the operation")
    void downstream() {
        assertThat(shelf.retrieve("a").flatMap(value -> shelf.retrieve("b")).block())
                .isEqualTo("value of beneath b");
        List<Seen> seen = recording.seen();
        assertThat(seen).extracting(Seen::key).containsExactly("beneath a", "a", "beneath b", "b");
        assertThat(seen.get(3).parentSpanId()).isZero();
    }

    @Test
    @DisplayName("empty is a miss")
    void empty() {
        assertThat(shelf.empty("k").blockOptional()).isEmpty();
        assertThat(only().found()).isZero();
    }

    @Test
    @DisplayName("an error is the operation's and reaches the application as it is")
    void failing() {
        assertThatThrownBy(() -> shelf.failing("k").block()).isInstanceOf(IllegalStateException.class);
        assertThat(only().thrown()).isInstanceOf(IllegalStateException.class).hasMessage("down");
    }

    @Test
    @DisplayName("a method that throws instead of assembling has failed")
    void broken() {
        assertThatThrownBy(() -> shelf.broken("k")).isInstanceOf(IllegalArgumentException.class);
        assertThat(only().thrown()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("a cancelled one is an error, and a time-out cancels; the source is told once")
    void cancelled() {
        assertThatThrownBy(() -> shelf.never("k").timeout(Duration.ofMillis(1)).block())
                .hasCauseInstanceOf(TimeoutException.class);
        await().until(() -> !recording.seen().isEmpty());
        assertThat(only().thrown()).isInstanceOf(CancellationException.class);
        assertThat(shelf.cancelled).hasValue(1);
    }

    @Test
    @DisplayName("one that gave its item is not cancelled: the source hears nothing that it would not hear without")
    void notCancelled() {
        assertThat(shelf.search("%").collectList().block()).hasSize(5);
        assertThat(shelf.cancelled).hasValue(0);
        assertThat(only().resultCount()).isEqualTo(5);
    }

    @Test
    @DisplayName("a Flux is counted, and asked for no more than the application asks")
    void backpressure() {
        BaseSubscriber<Integer> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(2);
            }
        };
        shelf.search("%").subscribe(subscriber);
        assertThat(shelf.requested).containsExactly(2L);
        assertThat(recording.seen()).isEmpty();
        subscriber.request(1);
        subscriber.cancel();
        assertThat(shelf.requested).containsExactly(2L, 1L);
        assertThat(shelf.cancelled).hasValue(1);
        assertThat(only().resultCount()).isEqualTo(3);
        assertThat(only().thrown()).isNull();
    }

    @Test
    @DisplayName("a Publisher that is a Flux stays one")
    void publisher() {
        Publisher<Integer> publisher = shelf.publish("%");
        assertThat(publisher).isInstanceOf(Flux.class);
        assertThat(Flux.from(publisher).count().block()).isEqualTo(3);
        assertThat(only().resultCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("Reactor's context passes through")
    void context() {
        assertThat(shelf.context("k")
                        .contextWrite(context -> context.put("user", "qe"))
                        .block())
                .isEqualTo("qe");
        assertThat(only().value()).isEqualTo("qe");
    }

    @Test
    @DisplayName("what it subscribes to lies beneath it, also where other work's thread begins that")
    void queued() {
        List<String> found = new ArrayList<>();
        shelf.queued("first").subscribe(found::add);
        shelf.queued("second").subscribe(found::add);
        shelf.finish("other work");
        shelf.finish("more work");
        assertThat(found).hasSize(2);
        Map<String, Seen> byKey = new HashMap<>();
        List<Seen> after = new ArrayList<>();
        for (Seen each : recording.seen()) {
            if ("after waiting".equals(each.key())) {
                after.add(each);
            } else {
                byKey.put(String.valueOf(each.key()), each);
            }
        }
        assertThat(after)
                .extracting(Seen::parentSpanId)
                .containsExactly(parent(byKey, "first"), parent(byKey, "second"));
        assertThat(byKey.get("other work")).extracting(Seen::parentSpanId).isEqualTo(0L);
        assertThat(recording.async().waiting()).isZero();
    }

    private static long parent(Map<String, Seen> byKey, String key) {
        return Objects.requireNonNull(byKey.get(key)).spanId();
    }

    @Test
    @DisplayName("the same operation on the same key within it is itself")
    void decorated() {
        assertThat(shelf.decorated("k").block()).isEqualTo("value of beneath k");
        assertThat(recording.seen()).extracting(Seen::key).containsExactly("beneath k", "k");
    }

    @Test
    @DisplayName("it ends on whatever thread it ends on, and its thread's stack is empty behind it")
    void otherThreads() {
        List<String> all = Flux.range(0, 200)
                .flatMap(i -> shelf.retrieve("k" + i).subscribeOn(Schedulers.parallel()))
                .collectList()
                .block(Duration.ofSeconds(30));
        assertThat(all).hasSize(200);
        await().atMost(30, TimeUnit.SECONDS).until(() -> recording.seen().size() == 400);
        assertThat(recording.seen())
                .filteredOn(each -> !String.valueOf(each.key()).startsWith("beneath"))
                .hasSize(200)
                .allSatisfy(each -> assertThat(each.parentSpanId()).isZero());
        assertThat(recording.async().waiting()).isZero();
    }
}

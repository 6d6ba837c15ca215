package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@DisplayName("A call of an unsampled trace whose result comes later")
@Timeout(60)
class UnsampledTest {

    private final Sites sites = new Sites();
    private final EventRing ring = new EventRing(64, sites::get).start(new Nobody());
    private final AsyncRecorder recorder = new AsyncRecorder(sites, ring, Sampler.alwaysOff(), false, false);
    private final AsyncCalls async = recorder.calls();
    private final int site = sites.number(
            List.of("x"),
            () -> new MemorySite(
                    "test",
                    Rule.memory(new Source("test.yaml", 1), "a.M", "get", Operation.RETRIEVE)
                            .build(),
                    "a.M.get"));

    /** Nothing is to come. */
    private static final class Nobody implements CallConsumer {
        @Override
        public void onCall(RecordedCall call) {
            throw new AssertionError("A call came.");
        }

        @Override
        public void onPause() {}

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        assertThat(ring.offered()).isZero();
        assertThat(async.waiting()).isZero();
        assertThat(TraceStack.current().top()).isNull();
        ring.stop(10, TimeUnit.SECONDS);
    }

    private @Nullable Object exit(@Nullable Object call, Object returned) {
        return recorder.exitAsync(Objects.requireNonNull(call), returned, null);
    }

    @Test
    @DisplayName("waits for nothing")
    void future() {
        CompletableFuture<String> future = new CompletableFuture<>();
        Object call = recorder.enter(site, null, null, null, null, null, null, null);
        assertThat(exit(call, future)).isSameAs(future);
        assertThat(async.waiting()).isZero();
        assertThat(future.getNumberOfDependents()).isZero();
    }

    @Test
    @DisplayName(
            "lies around what its source does, which is unsampled as well, and not around what the application does")
    void lazy() {
        Mono<Boolean> source = Mono.fromCallable(
                () -> Objects.requireNonNull(TraceStack.current().top()).sampled);
        Object call = recorder.assemble(site, null, null, null, null, null, null, null);
        Object wrapped = Objects.requireNonNull(exit(call, source));
        assertThat(wrapped).isNotSameAs(source);
        @Nullable OpenCall[] downstream = new @Nullable OpenCall[1];
        Object sampled = ((Mono<?>) wrapped)
                .doOnNext(item -> downstream[0] = TraceStack.current().top())
                .block();
        assertThat(sampled).isEqualTo(false);
        assertThat(downstream[0]).isNull();
    }

    @Test
    @DisplayName("goes on in what is subscribed to after its method, if it is a turn")
    void turn() {
        int turn = sites.number(List.of("y"), () -> {
            TaskSite made = new TaskSite(
                    Rule.task(new Source("test.yaml", 2), "a.A", "turn", "turn")
                            .fields(Map.of(Field.STREAM, List.of(Path.parse("return"))))
                            .build(),
                    "a.A.turn");
            made.exchangeResult();
            return made;
        });
        Mono<Boolean> source = Mono.fromCallable(
                () -> Objects.requireNonNull(TraceStack.current().top()).sampled);
        Object call = recorder.enter(turn, null, null, null, null, null, null, null);
        Object wrapped = Objects.requireNonNull(exit(call, source));
        assertThat(TraceStack.current().top()).isNull();
        assertThat(((Mono<?>) wrapped).block()).isEqualTo(false);
    }
}

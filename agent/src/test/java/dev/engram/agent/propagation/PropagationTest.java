package dev.engram.agent.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The trace context between processes")
class PropagationTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private static final Site SITE = new Site(Site.Kind.TASK, "com.acme.Work.run") {};
    private static final Map<String, List<String>> NONE = Map.of();

    private final Propagation propagation = new Propagation(List.of("tracecontext", "baggage"));
    private final TraceStack stack = TraceStack.current();
    private final Map<String, List<String>> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    @AfterEach
    void nothingStaysOpen() {
        stack.depth = 0;
    }

    private static RemoteContext told(int flags) {
        return Objects.requireNonNull(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-0" + flags));
    }

    private OpenCall push() {
        return Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOn(), null));
    }

    private static String hex(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    @ParameterizedTest
    @DisplayName("is read from a text of version 00, and from that part of a later one's")
    @ValueSource(
            strings = {
                "00-" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-ff",
                "01-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01-more"
            })
    void wellFormed(String text) {
        RemoteContext told = Objects.requireNonNull(TraceParent.parse(text));
        assertThat(hex(told.traceIdHigh()) + hex(told.traceIdLow())).isEqualTo(TRACE);
        assertThat(hex(told.spanId())).isEqualTo(SPAN);
        assertThat(told.isSampled()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("is none where the text is malformed")
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-1",
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "00-" + TRACE + "-" + SPAN + "-01,00-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01.more",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "0x-" + TRACE + "-" + SPAN + "-01",
                "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
                "00_" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-0g",
                "00-" + TRACE + "-0000000000000000-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01"
            })
    void malformed(String text) {
        assertThat(TraceParent.parse(text)).isNull();
    }

    @Test
    @DisplayName("makes what begins a child of the caller, in its trace, sampled or not as that is")
    void received() {
        OpenCall attached = Objects.requireNonNull(TraceStack.receive(told(0), true));
        OpenCall call = push();
        assertThat(hex(call.traceIdHigh) + hex(call.traceIdLow)).isEqualTo(TRACE);
        assertThat(hex(call.parentSpanId)).isEqualTo(SPAN);
        assertThat(call.sampled).isFalse();
        propagation.send(added, NONE);
        assertThat(added)
                .containsOnly(Map.entry("traceparent", List.of("00-" + TRACE + "-" + hex(call.spanId) + "-00")));
        stack.depth = attached.place;
        assertThat(stack.top()).isNull();
    }

    @Test
    @DisplayName("changes nothing within a call, nor when a filter and the servlet behind it tell the same")
    void receivedWithin() {
        OpenCall attached = TraceStack.receive(told(1), true);
        assertThat(attached).isNotNull();
        assertThat(TraceStack.receive(told(1), true)).isNull();
        push();
        assertThat(TraceStack.receive(told(1), true)).isNull();
        assertThat(TraceStack.receive(null, true)).isNull();
    }

    @Test
    @DisplayName("is nothing for a new request that tells none, whatever its thread was handed before")
    void receivedNothing() {
        assertThat(TraceStack.receive(null, true)).isNull();
        OpenCall before = TraceStack.receive(told(1), true);
        assertThat(before).isNotNull();
        assertThat(TraceStack.receive(null, false)).isNull();
        assertThat(TraceStack.receive(null, true)).isNotNull();
        assertThat(push().parentSpanId).isZero();
    }

    @Test
    @DisplayName("goes out with the call that is open; nothing goes out where none is")
    void sent() {
        propagation.send(added, NONE);
        assertThat(added).isEmpty();
        OpenCall call = push();
        propagation.send(added, NONE);
        assertThat(added)
                .containsOnly(Map.entry(
                        "traceparent",
                        List.of("00-" + hex(call.traceIdHigh) + hex(call.traceIdLow) + "-" + hex(call.spanId)
                                + "-01")));
    }

    @Test
    @DisplayName("does not go out where the application tells one itself, or its own OpenTelemetry has a span")
    void othersFirst() {
        push();
        propagation.send(added, Map.of("traceparent", List.of("mine")));
        assertThat(added).isEmpty();
        stack.openScope(1, 2, 3, true, this);
        propagation.send(added, NONE);
        push();
        propagation.send(added, NONE);
        assertThat(added).isEmpty();
    }

    @Test
    @DisplayName("is what OTEL_PROPAGATORS says: baggage goes on alone")
    void baggageAlone() {
        RemoteContext told = new RemoteContext(0, 0, 0, 0, null, "tenant=acme");
        assertThat(TraceStack.receive(told, true)).isNotNull();
        push();
        new Propagation(List.of("tracecontext")).send(added, NONE);
        assertThat(added).containsOnlyKeys("traceparent");
        added.clear();
        new Propagation(List.of("baggage")).send(added, NONE);
        assertThat(added).containsOnly(Map.entry("baggage", List.of("tenant=acme")));
    }

    @Test
    @DisplayName("goes out again where a server redirects a request")
    void redirected() {
        push();
        propagation.send(added, NONE);
        Map<String, List<String>> again = new TreeMap<>();
        Propagation.sendAgain(again, added);
        assertThat(again).isEqualTo(added);
    }
}

package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.agent.it.Tier;
import dev.engram.agent.telemetry.Otlp;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("From process to process, each with the agent, by java.net.http")
class RequestsIT {

    private static final String TOMCAT_JAKARTA = "org.apache.tomcat.embed:tomcat-embed-core:11.0.2";
    private static final String TOMCAT_JAVAX = "org.apache.tomcat.embed:tomcat-embed-core:9.0.98";
    static final String JETTY_JAKARTA = "org.eclipse.jetty.ee10:jetty-ee10-servlet:12.0.16";
    private static final String JETTY_JAVAX = "org.eclipse.jetty:jetty-servlet:9.4.56.v20240826";

    private static final String TOLD_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TOLD_SPAN = "b7ad6b7169203331";

    /** By its key. */
    private final Map<String, Span> spans = new HashMap<>();

    private String run(Run run) throws Exception {
        Trace trace = run.environment("OTEL_METRICS_EXPORTER", "none").trace();
        for (Span each : trace.spans()) {
            Span before = spans.put(String.valueOf(Otlp.attributes(each).get("memory.key")), each);
            assertThat(before).isNull();
        }
        return trace.out();
    }

    private Span span(String key) {
        Span found = spans.get(key);
        if (found == null) {
            throw new AssertionError("There is no span of " + key);
        }
        return found;
    }

    private void checkParent(String key, String parent) {
        assertThat(span(key).getParentSpanId())
                .as("parent of " + key)
                .isEqualTo(span(parent).getSpanId());
        assertThat(span(key).getTraceId())
                .as("trace of " + key)
                .isEqualTo(span(parent).getTraceId());
    }

    private void checkRoot(String key) {
        assertThat(span(key).getParentSpanId()).as("parent of " + key).isEqualTo(ByteString.EMPTY);
    }

    private void checkTold(String key) {
        assertThat(List.of(hex(span(key).getTraceId()), hex(span(key).getParentSpanId())))
                .as("trace and parent of " + key)
                .containsExactly(TOLD_TRACE, TOLD_SPAN);
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private void checkAll(String out, String... ways) {
        List<String> foreign = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            ByteString expected = i % 2 == 0 ? span("call-" + i).getSpanId() : ByteString.EMPTY;
            if (!span("served-" + i).getParentSpanId().equals(expected)) {
                foreign.add("served-" + i);
            }
        }
        assertThat(foreign).isEmpty();
        // As OTLP tells whether a parent is of another process.
        assertThat(span("served-0").getFlags()).isEqualTo(0x301);
        assertThat(span("call-0").getFlags()).isEqualTo(0x101);
        for (String way : ways) {
            checkParent("served-" + way, "call-" + way);
        }
        for (String key : List.of("body", "later", "redirected", "unseen")) {
            checkParent("served-" + key, "call-" + key);
        }

        checkTold("served-own");
        checkTold("served-future");
        assertThat(spans).doesNotContainKey("served-unsampled");
        for (String key : List.of("malformed", "zero", "forbidden")) {
            checkRoot("served-" + key);
        }

        String others = "[vendor=77, other=x] [tenant=acme;secret=no,user=J%C3%BCrgen]";
        for (String key : List.of("forward", "forward-on-pool")) {
            checkTold("served-" + key);
            assertThat(out).contains("/" + key + " 00-" + TOLD_TRACE + "-03 " + others);
        }
        checkRoot("served-alone");
        assertThat(out)
                .containsPattern("baggage alone 00-" + hex(span("served-alone").getTraceId()) + "-01 \\[\\] \\[tenant=")
                .contains("request {x-own=[1]}, of the response {x-own=[1]}");
    }

    static List<Arguments> servlets() {
        return Tier.of(List.of(
                Arguments.of("OnTomcat", TOMCAT_JAKARTA, "jakarta.servlet", "jakarta.servlet"),
                Arguments.of("OnTomcat", TOMCAT_JAVAX, "jakarta.servlet", "javax.servlet"),
                Arguments.of("OnJetty", JETTY_JAKARTA, "jakarta.servlet", "jakarta.servlet")));
    }

    @ParameterizedTest(name = "{1}, {2}")
    @MethodSource("servlets")
    @DisplayName(
            "what a servlet does lies beneath the call, on its threads and on others, and 1,000 requests later too")
    void servlets(String sample, String server, String from, String to) throws Exception {
        checkAll(run(Run.of("requests", sample).with(server).renaming(from, to)), "store", "async", "dispatch", "pool");
    }

    @Test
    @Tag("full")
    @DisplayName("the same with javax.servlet on Jetty")
    void javaxOnJetty() throws Exception {
        checkAll(
                run(Run.of("requests", "OnJetty")
                        .with(JETTY_JAVAX)
                        .renaming("jakarta.servlet", "javax.servlet")
                        .renaming("jetty.ee10.servlet", "jetty.servlet")),
                "store",
                "async",
                "dispatch",
                "pool");
    }

    @Test
    @Tag("full")
    @DisplayName("what Spring WebFlux does lies beneath the call: at once, when the body is there, and on a scheduler")
    void webFlux() throws Exception {
        checkAll(
                run(Run.of("requests/webflux", "OnNetty")
                        .with("org.springframework:spring-webflux:6.2.1")
                        .with("org.springframework:spring-context:6.2.1")
                        .with("io.projectreactor.netty:reactor-netty-http:1.2.1")),
                "store",
                "pool");
    }

    @Test
    @DisplayName("with OTEL_PROPAGATORS=none no header goes out, and none is read")
    void none() throws Exception {
        String out = run(Run.of("requests", "OnTomcat").with(TOMCAT_JAKARTA).environment("OTEL_PROPAGATORS", "none"));
        for (String key : List.of("0", "store", "own", "unsampled", "forward")) {
            checkRoot("served-" + key);
        }
        assertThat(out).contains("/forward [] [] []");
    }
}

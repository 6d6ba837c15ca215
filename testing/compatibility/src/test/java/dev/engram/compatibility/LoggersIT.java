package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Log lines")
class LoggersIT {

    /** What both appenders write. */
    private static List<String> lines(String... lines) {
        return List.of(lines).stream()
                .flatMap(line -> List.of("at once " + line, "later " + line).stream())
                .toList();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "OnLogback, ch.qos.logback:logback-classic:1.6.6",
        "OnLogback, ch.qos.logback:logback-classic:1.2.13",
        "OnLog4j, org.apache.logging.log4j:log4j-core:2.26.1",
        "OnLog4j, org.apache.logging.log4j:log4j-core:2.17.2"
    })
    @DisplayName("find the ids of the span in which they are written, by setting, on whatever thread they are printed")
    void ids(String program, String logger) throws Exception {
        Trace trace = Run.of("loggers", program)
                .with(logger)
                .environment("ENGRAM_MDC", "true")
                .trace();
        Span span = trace.spans().get(0);
        String ids = "[" + hex(span.getTraceId().toByteArray()) + "]["
                + hex(span.getSpanId().toByteArray()) + "][01]";
        assertThat(trace.out().lines())
                .containsExactlyInAnyOrderElementsOf(lines(
                        "[][][][] before", ids + "[acme] stored k", "[own][][][acme] stored own", "[][][][] after"));
    }

    @Test
    @DisplayName("are as the application writes them, without that")
    void off() throws Exception {
        Trace trace = Run.of("loggers", "OnLogback")
                .with("ch.qos.logback:logback-classic:1.6.6")
                .trace();
        assertThat(trace.out().lines()).contains("at once [][][][acme] stored k");
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}

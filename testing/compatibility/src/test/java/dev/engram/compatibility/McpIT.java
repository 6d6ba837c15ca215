package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Otlp;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Clients and servers of the Model Context Protocol, without configuration")
class McpIT {

    static List<String> versions() throws IOException {
        return Run.versions("mcp");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("each request to a server is a client span by its method, a tool's call with the tool's name")
    void calls(String version) throws Exception {
        Trace trace = Run.of("mcp", "Calls").with(version).trace();
        assertThat(trace.out()).contains("tools 1", "called 1", "failed There is no such tool.", "prompt 0");
        assertThat(trace.tree("gen_ai.operation.name", "error.type"))
                .containsExactly(
                        "initialize",
                        "tools/list",
                        "tools/call weather execute_tool",
                        "tools/call flood execute_tool io.modelcontextprotocol.spec.McpError ERROR",
                        "resources/list",
                        "resources/read",
                        "prompts/list",
                        "prompts/get",
                        "initialize",
                        "tools/call weather execute_tool");
        assertThat(trace.spans()).allSatisfy(span -> {
            assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(span.getName()).startsWith((String) Otlp.attributes(span).get("mcp.method.name"));
        });
        assertThat(trace.spans())
                .as("nothing of arguments, results, prompts and addresses")
                .noneMatch(span -> span.toString().matches("(?s).*(Rome|Oslo|sunny|hello|file:).*"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName(
            "each request to a server of any kind is a span by its method, in the client's trace if told, with what its tool does")
    void served(String version) throws Exception {
        Trace trace = Run.of("mcp", "Served").with(version).trace();
        assertThat(trace.out()).contains("answered with an error", "noted", "stateless true");
        assertThat(trace.tree("mcp.method.name", "memory.key"))
                .containsExactly(
                        "initialize initialize",
                        "tools/list tools/list",
                        "tools/call tools/call",
                        "  engram.memory.store tea",
                        "tools/forget tools/forget",
                        "tools/call tools/call",
                        "  engram.memory.store tea",
                        "tools/list tools/list",
                        "tools/call tools/call",
                        "  engram.memory.store tea");
        assertThat(trace.spans())
                .filteredOn(span -> HexFormat.of()
                        .formatHex(span.getTraceId().toByteArray())
                        .equals("0af7651916cd43dd8448eb211c80319c"))
                .extracting(Span::getName)
                .containsExactly("tools/call", "engram.memory.store");
        assertThat(trace.spans())
                .as("nothing of arguments")
                .noneMatch(span -> span.toString().contains("Alice"));
    }
}

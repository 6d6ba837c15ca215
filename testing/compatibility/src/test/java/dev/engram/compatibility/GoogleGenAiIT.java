package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Google's GenAI SDK, without configuration")
class GoogleGenAiIT {

    private static final String CHAT = "chat small-1 gcp.gen_ai resp-1 small-1-2026 [STOP] 10 7 3 2";

    static List<String> versions() throws IOException {
        return Run.versions("google-genai");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName(
            "each answer of a model is one client span with its tokens, at once, later and in a chat; a stream has none")
    void models(String version) throws Exception {
        Trace trace = Run.of("google-genai", "Models").with(version).trace();
        assertThat(trace.out()).contains("answered 1", "later 1", "chat 1", "refused", "parts 2");
        assertThat(trace.tree(
                        "gen_ai.provider.name",
                        "gen_ai.response.id",
                        "gen_ai.response.model",
                        "gen_ai.response.finish_reasons",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.output_tokens",
                        "gen_ai.usage.cache_read.input_tokens",
                        "gen_ai.usage.reasoning.output_tokens"))
                .containsExactly(CHAT, CHAT, CHAT, "chat small-1 gcp.gen_ai ERROR", "chat small-1 gcp.gen_ai");
        assertThat(trace.spans())
                .allMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .as("nothing of questions and answers")
                .noneMatch(span ->
                        span.toString().contains("Rome") || span.toString().contains("weather"));
    }
}

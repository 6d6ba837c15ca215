package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Shown.class)
@Tag("real-stack")
@DisplayName("What must not leave does not pass the gateway, whoever sends it")
class WhatStaysIT {

    @Test
    @DisplayName("content is taken out, credentials are masked, by name and by look, and all else stays as it was")
    void content(Showing showing) throws Exception {
        Span span;
        try (SdkTracerProvider sender =
                SentSpans.service("careless", showing.stack().ports().otelcolHttp())) {
            span = sender.get("test").spanBuilder("acme.memory.store").startSpan();
            span.setAttribute("gen_ai.memory.records", "[{\"content\":\"private\"}]");
            span.setAttribute("gen_ai.memory.query.text", "who is ill?");
            span.setAttribute("db.query.text", "SET plan private");
            span.setAttribute("http.request.header.authorization", "Basic abc");
            span.setAttribute("note", "kept at redis://user:hunter2@memory:6379/0");
            span.setAttribute(AttributeKey.stringArrayKey("notes"), List.of("Bearer abcdefghijklmnopqrstuvwxyz", "b"));
            span.setAttribute("memory.key", "plan-4711");
            span.setAttribute("memory.value_size", 387L);
            span.setAttribute("gen_ai.usage.input_tokens", 55L);
            span.addEvent(
                    "e",
                    Attributes.of(
                            AttributeKey.stringKey("db.query.text"),
                            "GET private",
                            AttributeKey.stringKey("password"),
                            "hunter2"));
            span.end();
        }

        JsonNode trace = showing.jaeger().awaitTrace(span.getSpanContext().getTraceId(), 1, ReadBack.WITHIN);

        Map<String, String> tags = texts(trace.at("/spans/0/tags"));
        assertThat(tags)
                .doesNotContainKeys("gen_ai.memory.records", "gen_ai.memory.query.text", "db.query.text")
                .containsEntry("http.request.header.authorization", "****")
                .containsEntry("note", "kept at redis****memory:6379/0")
                .containsEntry("memory.key", "plan-4711")
                .containsEntry("memory.value_size", "387")
                .containsEntry("gen_ai.usage.input_tokens", "55");
        assertThat(tags.get("notes")).contains("****").doesNotContain("abcdef");
        assertThat(texts(trace.at("/spans/0/logs/0/fields")))
                .doesNotContainKey("db.query.text")
                .containsEntry("password", "****");
    }

    private static Map<String, String> texts(JsonNode tags) {
        Map<String, String> texts = new TreeMap<>();
        tags.forEach(
                each -> texts.put(each.path("key").asText(), each.path("value").asText()));
        return texts;
    }
}

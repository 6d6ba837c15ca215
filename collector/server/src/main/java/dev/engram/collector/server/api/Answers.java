package dev.engram.collector.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.stream.StreamMessage;
import dev.engram.collector.common.render.JaegerJson;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.sql.ResultFile;
import io.netty.util.AsciiString;

/** Answers of the API, JSON as a rule. An error is {@code {"error": "one sentence"}}. */
public final class Answers {

    private static final MediaType PARQUET = MediaType.create("application", "vnd.apache.parquet");

    /** Whether the rows of a file are not all. */
    private static final AsciiString TRUNCATED = HttpHeaderNames.of("engram-truncated");

    private Answers() {}

    public static HttpResponse ok(JsonNode body) {
        return json(HttpStatus.OK, body);
    }

    public static HttpResponse error(HttpStatus status, String message) {
        return json(status, Json.mapper().createObjectNode().put("error", message));
    }

    /**
     * An error for programs that read Jaeger's API as well as for those that read this one.
     *
     * @param jaegers Jaeger's own words for it
     */
    static HttpResponse jaegerError(HttpStatus status, String jaegers, String message) {
        return json(status, JaegerJson.error(status.code(), jaegers).put("error", message));
    }

    /** Plain text, which a browser shows as it is. */
    static HttpResponse text(String text) {
        return answer(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, HttpData.ofUtf8(text));
    }

    /** A page of another program's format. */
    static HttpResponse page(MediaType type, String body) {
        return answer(HttpStatus.OK, type, HttpData.ofUtf8(body));
    }

    /** A body that was written before. */
    public static HttpResponse bytes(MediaType type, byte[] body) {
        return answer(HttpStatus.OK, type, HttpData.wrap(body));
    }

    /** A file, sent as fast as the client reads. It is deleted when it has been sent, or the client is gone. */
    static HttpResponse parquet(ResultFile file) {
        ResponseHeaders headers = headers(HttpStatus.OK, PARQUET)
                .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"engram.parquet\"")
                .contentLength(file.path().toFile().length())
                .set(TRUNCATED, Boolean.toString(file.truncated()))
                .build();
        HttpResponse response = HttpResponse.of(headers, StreamMessage.of(file.path()));
        var unused = response.whenComplete().whenComplete((done, failure) -> file.close());
        return response;
    }

    private static HttpResponse json(HttpStatus status, JsonNode body) {
        return answer(status, MediaType.JSON_UTF_8, HttpData.ofUtf8(Json.write(body)));
    }

    private static HttpResponse answer(HttpStatus status, MediaType type, HttpData body) {
        return HttpResponse.of(headers(status, type).build(), body);
    }

    private static ResponseHeadersBuilder headers(HttpStatus status, MediaType type) {
        return ResponseHeaders.builder(status)
                .contentType(type)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }
}

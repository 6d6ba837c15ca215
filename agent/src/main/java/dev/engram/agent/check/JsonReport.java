package dev.engram.agent.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.engram.agent.rule.Rule;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report for programs: one JSON object, in plain ASCII so that no console changes it. Keys are never left out; what is
 * not there is null or empty.
 */
final class JsonReport {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonReport() {}

    /**
     * Writes the object and a line's end.
     *
     * @throws IOException when {@code out} fails
     */
    static void write(Report report, PrintWriter out) throws IOException {
        JsonGenerator json = JSON.createGenerator(out);
        json.setPrettyPrinter(new DefaultPrettyPrinter());
        json.writeStartObject();
        json.writeBooleanField("fine", report.isFine());
        json.writeStringField("config", report.config());
        texts(json, "findings", report.findings());
        if (report.types() < 0) {
            json.writeNullField("types");
        } else {
            json.writeNumberField("types", report.types());
        }
        texts(json, "unreadable", report.problems());
        texts(json, "unknownLibraries", report.unknownLibraries());
        texts(json, "switchedOff", report.switchedOff());
        methods(json, "woven", report.woven());
        methods(json, "onProxies", report.onProxies());
        json.writeArrayFieldStart("notWoven");
        for (UnmatchedRule each : report.unmatched()) {
            json.writeStartObject();
            json.writeStringField("type", each.rule().type());
            json.writeStringField("method", each.rule().method());
            rule(json, each.rule());
            json.writeBooleanField("matchesNothing", each.matchesNothing());
            texts(json, "reasons", each.reasons());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("candidates");
        for (Candidate each : report.candidates()) {
            json.writeStartObject();
            json.writeStringField("type", each.type());
            texts(json, "methods", each.methods());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.flush();
        out.println();
        out.flush();
    }

    private static void methods(JsonGenerator json, String name, List<CheckedMethod> methods) throws IOException {
        json.writeArrayFieldStart(name);
        for (CheckedMethod each : methods) {
            write(each, json);
        }
        json.writeEndArray();
    }

    private static void write(CheckedMethod woven, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", woven.type());
        json.writeStringField("method", woven.method());
        texts(json, "params", woven.params());
        json.writeStringField("kind", woven.kind());
        rule(json, woven.rule());
        json.writeObjectFieldStart("reads");
        for (Map.Entry<String, String> each : woven.reads().entrySet()) {
            json.writeStringField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
        texts(json, "unreadable", woven.unreadable());
        json.writeEndObject();
    }

    private static void rule(JsonGenerator json, @Nullable Rule rule) throws IOException {
        json.writeStringField("source", rule == null ? null : rule.source().toString());
        json.writeStringField("pack", rule == null ? null : rule.pack());
        json.writeStringField("rule", rule == null ? null : rule.name());
    }

    private static void texts(JsonGenerator json, String name, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String each : texts) {
            json.writeString(each);
        }
        json.writeEndArray();
    }
}

package dev.engram.collector.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.json.Json;
import dev.engram.collector.model.TraceSummary;
import java.math.BigDecimal;

/** One line about a trace as JSON; times in milliseconds. */
final class TraceJson {

    private TraceJson() {}

    static ObjectNode summary(TraceSummary trace) {
        return Json.mapper()
                .createObjectNode()
                .put("traceId", trace.traceId())
                .put("name", trace.name())
                .put("service", trace.serviceName())
                .put("startTime", BigDecimal.valueOf(trace.startNanos() / 1000, 3))
                .put("duration", BigDecimal.valueOf(trace.durationNanos() / 1000, 3))
                .put("spanCount", trace.spanCount())
                .put("errorCount", trace.errorCount());
    }
}

package dev.engram.collector.redis.trace.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.json.Json;
import dev.engram.collector.redis.trace.Changes;
import dev.engram.collector.redis.trace.NamespaceStats;
import dev.engram.collector.redis.trace.Report;
import dev.engram.collector.redis.trace.ServerFacts;
import dev.engram.collector.redis.trace.Touches;
import dev.engram.collector.redis.trace.TraceStats;
import dev.engram.collector.redis.trace.UsageSource;
import dev.engram.collector.redis.trace.finding.Finding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Traces and reports as JSON. Names are in snake case, times ISO 8601 in UTC, sizes bytes, durations milliseconds unless
 * the name says otherwise. What is not known is null.
 */
public final class StatsJson {

    private StatsJson() {}

    /** One trace. */
    public static ObjectNode of(TraceStats stats) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("timestamp", stats.time().toString());
        node.put("trace", stats.number());
        node.put("duration_ms", stats.took().toMillis());
        node.put("total_keys", stats.keys());
        node.put("total_bytes", known(stats.sizesKnown() ? stats.bytes() : -1));
        server(node.putObject("server"), stats.server());
        ObjectNode types = node.putObject("types");
        stats.types()
                .forEach((type, share) -> types.putObject(type)
                        .put("keys", share.keys())
                        .put("bytes", known(stats.sizesKnown() ? share.bytes() : -1)));
        ObjectNode ttl = node.putObject("ttl");
        stats.ttl().forEach((each, keys) -> ttl.put(each.name().toLowerCase(Locale.ROOT), keys));
        changes(node, stats.changes());
        ArrayNode namespaces = node.putArray("namespaces");
        stats.namespaces().forEach(each -> namespace(namespaces.addObject(), stats, each));
        node.put("keys_in_further_namespaces", stats.elsewhere());
        ArrayNode biggest = node.putArray("biggest");
        stats.biggest()
                .forEach(each -> biggest.addObject()
                        .put("key", each.name())
                        .put("type", each.type())
                        .put("bytes", each.bytes()));
        usage(node.putObject("usage"), stats);
        node.putObject("coverage")
                .put("scanned", stats.coverage().scanned())
                .put("looked_at", stats.coverage().lookedAt())
                .put("one_in", stats.coverage().oneIn())
                .put("vanished", stats.coverage().vanished())
                .put("namespace_error", stats.coverage().namespaceError());
        ArrayNode notes = node.putArray("notes");
        stats.notes().forEach(notes::add);
        ArrayNode findings = node.putArray("findings");
        stats.findings().forEach(each -> finding(findings.addObject(), each));
        return node;
    }

    private static void server(ObjectNode node, ServerFacts server) {
        node.put("version", server.version());
        node.put("primaries", server.primaries());
        node.put("used_memory", known(server.usedMemory()));
        node.put("max_memory", known(server.maxMemory()));
        node.put("policy", server.policy());
    }

    private static void changes(ObjectNode node, @Nullable Changes changes) {
        if (changes == null) {
            node.putNull("changes");
            return;
        }
        node.putObject("changes")
                .put("new", changes.added())
                .put("removed", changes.removed())
                .put("ttl_ran_out", changes.ranOut())
                .put("expired_by_server", known(changes.expired()))
                .put("evicted_by_server", known(changes.evicted()));
    }

    private static void namespace(ObjectNode node, TraceStats stats, NamespaceStats namespace) {
        node.put("namespace", namespace.name());
        node.put("keys", namespace.keys());
        node.put("bytes", known(stats.sizesKnown() ? namespace.bytes() : -1));
        node.put("without_ttl", namespace.withoutTtl());
        node.put("new", namespace.added());
        node.put("removed", namespace.removed());
        if (stats.usage().source() == UsageSource.SPANS) {
            Touches touches = stats.usage().namespace(namespace.name());
            node.put("reads", touches.reads());
            node.put("writes", touches.writes());
            node.put("searches", touches.searches());
            node.put("deletes", touches.deletes());
            ArrayNode agents = node.putArray("agents");
            touches.agents()
                    .forEach(each -> agents.addObject()
                            .put("agent", each.agent())
                            .put("reads", each.reads())
                            .put("writes", each.writes())
                            .put("searches", each.searches())
                            .put("deletes", each.deletes()));
        }
    }

    private static void usage(ObjectNode node, TraceStats stats) {
        node.put("source", stats.usage().source().name().toLowerCase(Locale.ROOT));
        node.put("why", stats.usage().why());
        ArrayNode keys = node.putArray("keys");
        stats.used()
                .forEach(each -> keys.addObject()
                        .put("key", each.name())
                        .put("amount", each.amount())
                        .put("agents", each.who()));
    }

    private static void finding(ObjectNode node, Finding finding) {
        node.put("kind", finding.kind().word());
        node.put("severity", finding.severity().word());
        node.put("namespace", finding.namespace());
        node.put("says", finding.says());
        node.set("numbers", Json.mapper().valueToTree(finding.numbers()));
        ArrayNode keys = node.putArray("keys");
        finding.keys().forEach(keys::add);
        node.put("agent", finding.agent());
        node.put("advice", finding.advice());
    }

    /** A report: the newest trace, and what led to it. */
    public static ObjectNode of(Report report) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("redis", report.server());
        node.put("pattern", report.pattern());
        node.put("key_template", report.template());
        node.put("traces", report.traces());
        node.put("failed_traces", report.failed());
        node.put("failure", report.failure());
        node.putObject("window")
                .put("traces", report.window())
                .put("since", report.since().toString())
                .put("keys_at_start", report.keysAtStart())
                .put("bytes_at_start", report.bytesAtStart())
                .put("peak_keys", report.peakKeys())
                .put("peak_bytes", report.peakBytes());
        node.set("now", of(report.now()));
        return node;
    }

    private static @Nullable Long known(long number) {
        return number < 0 ? null : number;
    }
}

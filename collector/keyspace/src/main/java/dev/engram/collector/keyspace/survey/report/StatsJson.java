package dev.engram.collector.keyspace.survey.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.survey.Report;
import dev.engram.collector.keyspace.survey.stats.Changes;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.ServerFacts;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.usage.AccessCounts;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Surveys and reports as JSON. Names are in snake case, times ISO 8601 in UTC, sizes bytes, durations milliseconds unless
 * the name says otherwise. What is not known is null.
 */
public final class StatsJson {

    private StatsJson() {}

    /** One survey. */
    public static ObjectNode of(SurveyStats stats) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("timestamp", stats.time().toString());
        node.put("survey", stats.number());
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

    private static void namespace(ObjectNode node, SurveyStats stats, NamespaceStats namespace) {
        node.put("namespace", namespace.name());
        node.put("keys", namespace.keys());
        node.put("bytes", known(stats.sizesKnown() ? namespace.bytes() : -1));
        node.put("without_ttl", namespace.withoutTtl());
        node.put("new", namespace.added());
        node.put("removed", namespace.removed());
        if (stats.usage().source() == UsageSource.SPANS && !stats.usage().counts(namespace.name())) {
            List.of("reads", "writes", "searches", "deletes").forEach(node::putNull);
            node.putArray("agents");
        } else if (stats.usage().source() == UsageSource.SPANS) {
            AccessCounts accesses = stats.usage().usedIn(namespace.name());
            node.put("reads", accesses.reads());
            node.put("writes", accesses.writes());
            node.put("searches", accesses.searches());
            node.put("deletes", accesses.deletes());
            ArrayNode agents = node.putArray("agents");
            accesses.agents()
                    .forEach(each -> agents.addObject()
                            .put("agent", each.agent())
                            .put("reads", each.reads())
                            .put("writes", each.writes())
                            .put("searches", each.searches())
                            .put("deletes", each.deletes()));
        }
    }

    private static void usage(ObjectNode node, SurveyStats stats) {
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

    /** A report: the newest survey, and what led to it. */
    public static ObjectNode of(Report report) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("redis", report.server());
        node.put("pattern", report.pattern());
        node.put("key_template", report.template());
        node.put("surveys", report.surveys());
        node.put("failed_surveys", report.failed());
        node.put("failure", report.failure());
        node.putObject("window")
                .put("surveys", report.window())
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

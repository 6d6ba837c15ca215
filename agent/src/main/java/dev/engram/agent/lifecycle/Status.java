package dev.engram.agent.lifecycle;

import dev.engram.agent.config.Settings;
import dev.engram.agent.lifecycle.jvm.OwnThreads;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.telemetry.export.ExportHealth;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.weave.MatchReport;
import dev.engram.agent.weave.WovenCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How Engram is in this process, as one tree of maps, lists, texts and numbers. No value of the application's and no credential
 * is in it. Times are ISO 8601, durations milliseconds, sizes bytes.
 */
public final class Status {

    private final Settings settings;
    private final MatchReport report;
    private final Reloading reloading;
    private final Telemetry telemetry;
    private final Instant since = Instant.now();

    /** The status from now on. */
    public Status(Settings settings, MatchReport report, Reloading reloading, Telemetry telemetry) {
        this.settings = settings;
        this.report = report;
        this.reloading = reloading;
        this.telemetry = telemetry;
    }

    /** @param recording {@code on}, {@code off}, or what it is reduced to */
    Map<String, Object> tree(String recording) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", Origin.version());
        tree.put("pid", ProcessHandle.current().pid());
        tree.put("since", since.toString());
        tree.put("service", settings.service().name());
        tree.put("recording", recording);
        tree.put("by", reloading.rules().toString());
        tree.put("woven", woven());
        List<String> notWoven = new ArrayList<>(report.notWoven());
        notWoven.addAll(report.unmatched());
        tree.put("notWoven", notWoven);
        tree.put("spans", spans(telemetry.ledger()));
        tree.put("limitedTraces", telemetry.vitals().refusedTraces());
        tree.put("ring", Map.of("depth", telemetry.ledger().depth(), "size", telemetry.ringSize()));
        tree.put("export", export(telemetry.health()));
        Map<String, Object> cost = new LinkedHashMap<>();
        cost.put("cpuMillis", OwnThreads.cpuNanos() / 1_000_000);
        cost.put("memoryBytes", telemetry.memoryBytes());
        cost.put("threads", OwnThreads.alive().size());
        tree.put("cost", cost);
        return tree;
    }

    private List<Map<String, Object>> woven() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (WovenCall each : report.woven()) {
            Map<String, Object> call = new LinkedHashMap<>();
            call.put("method", each.method());
            call.put("class", each.type());
            call.put("loaders", List.copyOf(report.loaders(each.type())));
            call.put("by", each.source().isEmpty() ? each.origin() : each.source());
            call.put("calls", each.site().calls());
            call.put("recording", each.site().enabled() ? "on" : "failed");
            all.add(call);
        }
        return all;
    }

    private static Map<String, Object> spans(Ledger ledger) {
        Map<String, Object> spans = new LinkedHashMap<>();
        spans.put("recorded", ledger.recorded());
        spans.put("exported", ledger.exported());
        spans.put("pending", ledger.pending());
        Map<String, Object> dropped = new LinkedHashMap<>();
        for (Ledger.Reason each : Ledger.Reason.values()) {
            dropped.put(each.label(), ledger.dropped(each));
        }
        spans.put("dropped", dropped);
        return spans;
    }

    private Map<String, Object> export(ExportHealth health) {
        Map<String, Object> export = new LinkedHashMap<>();
        export.put("to", telemetry.destination());
        export.put("exports", health.exports());
        export.put("lastMillis", rounded(health.lastMillis()));
        export.put("longestMillis", rounded(health.longestMillis()));
        String error = health.lastError();
        if (error != null) {
            export.put("lastError", error);
            export.put(
                    "lastErrorAt",
                    Instant.ofEpochMilli(health.lastErrorMillis()).toString());
        }
        return export;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 10) / 10.0;
    }
}

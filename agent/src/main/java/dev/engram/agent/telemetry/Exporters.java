package dev.engram.agent.telemetry;

import dev.engram.agent.config.Otlp;
import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.export.Destination;
import dev.engram.agent.telemetry.export.Exporter;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.http.Retries;
import dev.engram.agent.telemetry.http.Sender;
import dev.engram.agent.telemetry.http.Target;
import dev.engram.agent.telemetry.http.Tls;
import dev.engram.agent.telemetry.json.ConsoleMetricExporter;
import dev.engram.agent.telemetry.json.JsonSpanExporter;
import dev.engram.agent.telemetry.otlp.OtlpExporter;
import dev.engram.agent.telemetry.privacy.Redactor;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Builds the exporters that the settings name. For one that cannot be built there is one sentence in the log, and the others
 * go on. Local ones come first, so that no endpoint holds them up.
 */
final class Exporters {

    private static final String SERVICE = "opentelemetry.proto.collector.";

    private final Settings settings;
    private final Origin origin;
    private final Retries retries;

    Exporters(Settings settings, Origin origin, Retries retries) {
        this.settings = settings;
        this.origin = origin;
        this.retries = retries;
    }

    /** Where spans go, for people to read, without credentials. */
    static String places(Settings settings) {
        List<String> places = new ArrayList<>();
        for (String name : settings.exports().tracesExporters()) {
            places.add(
                    switch (name) {
                        case "otlp" -> settings.exports().traces().place();
                        case "jsonl" -> settings.exports().jsonlPath();
                        default -> name;
                    });
        }
        return String.join(", ", places);
    }

    List<Destination<Batch>> spans() {
        List<Destination<Batch>> built = new ArrayList<>();
        List<String> names = settings.exports().tracesExporters();
        if (names.contains("console")) {
            built.add(Destination.console(new JsonSpanExporter(System.out, true, false)));
        }
        if (names.contains("jsonl")) {
            String path = settings.exports().jsonlPath();
            try {
                built.add(Destination.jsonl(path, new JsonSpanExporter(new FileOutputStream(path, true), false, true)));
            } catch (IOException | SecurityException closed) {
                Log.warn("Spans are not written to " + path + ": " + closed.getMessage()
                        + ". Set ENGRAM_JSONL_PATH to a file in a folder that exists and can be written to.");
            }
        }
        if (names.contains("otlp")) {
            addOtlp(
                    "Spans",
                    "TRACES",
                    settings.exports().traces(),
                    "trace.v1.TraceService/Export",
                    built,
                    sender -> OtlpExporter.ofSpans(origin, sender));
        }
        return built;
    }

    List<Destination<Collection<MetricData>>> metrics() {
        List<Destination<Collection<MetricData>>> built = new ArrayList<>();
        List<String> names = settings.exports().metricsExporters();
        if (names.contains("console")) {
            built.add(Destination.console(new ConsoleMetricExporter(System.out)));
        }
        if (names.contains("otlp")) {
            addOtlp(
                    "Metrics",
                    "METRICS",
                    settings.exports().metrics(),
                    "metrics.v1.MetricsService/Export",
                    built,
                    sender -> OtlpExporter.ofMetrics(origin, sender));
        }
        return built;
    }

    private <T> void addOtlp(
            String what,
            String signal,
            Otlp otlp,
            String method,
            List<Destination<T>> built,
            Function<Sender, Exporter<T>> exporter) {
        String remedy;
        Throwable fault;
        try {
            Sender sender = Sender.to(new Target(otlp, SERVICE + method, retries.policy()), retries);
            built.add(Destination.otlp(otlp, signal, exporter.apply(sender)));
            return;
        } catch (Tls.UnusableException unusable) {
            fault = unusable;
            remedy = "Check OTEL_EXPORTER_OTLP_CERTIFICATE, OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and"
                    + " OTEL_EXPORTER_OTLP_CLIENT_KEY.";
        } catch (LinkageError missing) {
            fault = missing;
            remedy = "Run on a Java runtime that has the module java.net.http.";
        } catch (RuntimeException refused) {
            fault = refused;
            remedy = "Check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.";
        }
        Log.warn(
                what + " are not sent to " + otlp.place() + ": "
                        + Redactor.clean(String.valueOf(fault.getMessage()), 400) + ". " + remedy,
                fault);
    }
}

package dev.engram.agent.telemetry;

import dev.engram.agent.config.Otlp;
import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the exporters that the settings name. One that cannot be built is said in one sentence, and the others go on.
 * Local ones come first, so that no endpoint holds them up.
 */
final class Exporters {

    private final Settings settings;
    private final Origin origin;
    private final Retries retries;
    private final Senders senders;

    Exporters(Settings settings, Origin origin, Retries retries) {
        this.settings = settings;
        this.origin = origin;
        this.retries = retries;
        this.senders = new Senders(retries);
    }

    List<Destination<BatchExporter>> spans() {
        List<Destination<BatchExporter>> built = new ArrayList<>();
        List<String> names = settings.tracesExporters();
        if (names.contains("console")) {
            built.add(Destination.console(new JsonSpanExporter(System.out, true, false)));
        }
        if (names.contains("jsonl")) {
            String path = settings.jsonlPath();
            try {
                built.add(Destination.jsonl(path, new JsonSpanExporter(new FileOutputStream(path, true), false, true)));
            } catch (IOException | SecurityException closed) {
                Log.warn("Spans are not written to " + path + " (" + closed.getMessage()
                        + "). Set ENGRAM_JSONL_PATH to a file in a folder that exists and can be written to.");
            }
        }
        if (names.contains("otlp")) {
            Otlp otlp = settings.traces();
            try {
                built.add(Destination.otlp(otlp, "TRACES", isGrpc(otlp) ? grpcSpans(otlp) : httpSpans(otlp)));
            } catch (Tls.UnusableException unusable) {
                sayUnusable("Spans", otlp, unusable);
            } catch (RuntimeException | LinkageError refused) {
                sayRefused("Spans", otlp, refused);
            }
        }
        return built;
    }

    List<Destination<MetricExporter>> metrics() {
        List<Destination<MetricExporter>> built = new ArrayList<>();
        List<String> names = settings.metricsExporters();
        if (names.contains("console")) {
            built.add(Destination.console(new ConsoleMetricExporter(System.out)));
        }
        if (names.contains("otlp")) {
            Otlp otlp = settings.metrics();
            try {
                built.add(Destination.otlp(otlp, "METRICS", isGrpc(otlp) ? grpcMetrics(otlp) : httpMetrics(otlp)));
            } catch (Tls.UnusableException unusable) {
                sayUnusable("Metrics", otlp, unusable);
            } catch (RuntimeException | LinkageError refused) {
                sayRefused("Metrics", otlp, refused);
            }
        }
        return built;
    }

    private static void sayRefused(String what, Otlp otlp, Throwable refused) {
        Log.warn(
                what + " are not sent to " + Redactor.clean(otlp.endpoint(), Text.MAX) + ": the exporter refuses the "
                        + "settings (" + refused.getClass().getSimpleName() + ": "
                        + Redactor.clean(String.valueOf(refused.getMessage()), 200)
                        + "). See OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.",
                refused);
    }

    private static void sayUnusable(String what, Otlp otlp, Tls.UnusableException unusable) {
        Log.warn(
                what + " are not sent to " + Redactor.clean(otlp.endpoint(), Text.MAX) + ": the file "
                        + unusable.getMessage() + ". See OTEL_EXPORTER_OTLP_CERTIFICATE, ..._CLIENT_CERTIFICATE and"
                        + " ..._CLIENT_KEY.",
                unusable);
    }

    private static boolean isGrpc(Otlp otlp) {
        return otlp.protocol().equals(Otlp.GRPC);
    }

    private BatchExporter httpSpans(Otlp otlp) {
        return OtlpSpans.http(origin, senders.createSender(new HttpTarget(otlp, Tls.of(otlp), retries.policy())));
    }

    private BatchExporter grpcSpans(Otlp otlp) {
        GrpcCapture capture = new GrpcCapture(senders);
        OtlpGrpcSpanExporterBuilder builder = OtlpGrpcSpanExporter.builder()
                .setEndpoint(otlp.endpoint())
                .setTimeout(otlp.timeout())
                .setConnectTimeout(otlp.timeout())
                .setCompression(otlp.compression())
                .setRetryPolicy(retries.policy())
                .setMeterProvider(MeterProvider.noop())
                .setComponentLoader(capture)
                .setExecutorService(new CallerThread());
        Tls.of(otlp).give(builder::setTrustedCertificates, builder::setClientTls);
        otlp.headers().forEach(builder::addHeader);
        OtlpGrpcSpanExporter unused = builder.build();
        return OtlpSpans.grpc(origin, capture.made());
    }

    private MetricExporter httpMetrics(Otlp otlp) {
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(otlp.endpoint())
                .setTimeout(otlp.timeout())
                .setConnectTimeout(otlp.timeout())
                .setCompression(otlp.compression())
                .setRetryPolicy(retries.policy())
                .setMeterProvider(MeterProvider.noop())
                .setComponentLoader(senders)
                .setExecutorService(new CallerThread());
        Tls.of(otlp).give(builder::setTrustedCertificates, builder::setClientTls);
        otlp.headers().forEach(builder::addHeader);
        return builder.build();
    }

    private MetricExporter grpcMetrics(Otlp otlp) {
        OtlpGrpcMetricExporterBuilder builder = OtlpGrpcMetricExporter.builder()
                .setEndpoint(otlp.endpoint())
                .setTimeout(otlp.timeout())
                .setConnectTimeout(otlp.timeout())
                .setCompression(otlp.compression())
                .setRetryPolicy(retries.policy())
                .setMeterProvider(MeterProvider.noop())
                .setComponentLoader(senders)
                .setExecutorService(new CallerThread());
        Tls.of(otlp).give(builder::setTrustedCertificates, builder::setClientTls);
        otlp.headers().forEach(builder::addHeader);
        return builder.build();
    }
}

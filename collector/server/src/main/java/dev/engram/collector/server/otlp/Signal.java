package dev.engram.collector.server.otlp;

import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Locale;

/** The signals received, with their places in OTLP. */
public enum Signal {
    TRACES(
            "/v1/traces",
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            ExportTraceServiceRequest.getDefaultInstance()),
    METRICS(
            "/v1/metrics",
            "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
            ExportMetricsServiceRequest.getDefaultInstance());

    private final String httpPath;
    private final String grpcPath;
    private final Message request;

    Signal(String httpPath, String grpcPath, Message request) {
        this.httpPath = httpPath;
        this.grpcPath = grpcPath;
        this.request = request;
    }

    /** Its name in options, messages and names of files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String httpPath() {
        return httpPath;
    }

    public String grpcPath() {
        return grpcPath;
    }

    /** An empty request, to parse others with. */
    Message request() {
        return request;
    }
}

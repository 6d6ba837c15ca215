package dev.engram.agent.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.grpc.protocol.ArmeriaStatusException;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.protocol.AbstractUnaryGrpcService;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** A real OTLP endpoint over gRPC on a free port. */
public final class GrpcSink implements AutoCloseable {

    private final Server server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile IntUnaryOperator status = request -> 0;
    private volatile byte[] response = new byte[0];

    public final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
    public final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
    public final List<String> tenants = new CopyOnWriteArrayList<>();

    public GrpcSink() {
        server = Server.builder()
                .http(0)
                .service("/opentelemetry.proto.collector.trace.v1.TraceService/Export", new Traces())
                .service("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", new Metrics())
                .build();
        server.start().join();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.activeLocalPort();
    }

    /** The gRPC status of the requests for traces, by their number from 0. */
    public GrpcSink answering(IntUnaryOperator next) {
        status = next;
        return this;
    }

    /** What requests for traces are answered with when their status is 0. */
    public GrpcSink saying(ExportTraceServiceResponse answer) {
        response = answer.toByteArray();
        return this;
    }

    public int requests() {
        return requests.get();
    }

    private final class Traces extends AbstractUnaryGrpcService {
        @Override
        protected CompletionStage<byte[]> handleMessage(ServiceRequestContext context, byte[] message) {
            String tenant = context.request().headers().get("x-tenant");
            if (tenant != null) {
                tenants.add(tenant);
            }
            int answer = status.applyAsInt(requests.getAndIncrement());
            if (answer != 0) {
                return CompletableFuture.failedFuture(new ArmeriaStatusException(answer, "not now"));
            }
            try {
                traces.add(ExportTraceServiceRequest.parseFrom(message));
                return CompletableFuture.completedFuture(response);
            } catch (InvalidProtocolBufferException broken) {
                return CompletableFuture.failedFuture(broken);
            }
        }
    }

    private final class Metrics extends AbstractUnaryGrpcService {
        @Override
        protected CompletionStage<byte[]> handleMessage(ServiceRequestContext context, byte[] message) {
            try {
                metrics.add(ExportMetricsServiceRequest.parseFrom(message));
                return CompletableFuture.completedFuture(new byte[0]);
            } catch (InvalidProtocolBufferException broken) {
                return CompletableFuture.failedFuture(broken);
            }
        }
    }

    @Override
    public void close() {
        server.stop().join();
    }
}

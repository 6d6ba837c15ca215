package dev.engram.collector.server.jaeger;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.server.otlp.GrpcFrames;
import dev.engram.collector.server.otlp.RequestException;
import dev.engram.collector.server.otlp.SpanStream;
import dev.engram.collector.server.store.read.FoundTrace;
import dev.engram.collector.server.store.read.Operation;
import dev.engram.collector.server.store.read.SpanSearch;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jaeger's remote storage API {@code jaeger.storage.v2} for reading: {@code TraceReader} and {@code DependencyReader}. A
 * Jaeger 2 with {@code jaeger_storage.backends.NAME.grpc.endpoint} shows the spans of this collector; what it receives itself
 * it writes here by OTLP.
 *
 * <p>Traces are streamed, a trace in one message or several that follow each other; a client that is slow holds up only its
 * own answer.
 *
 * <p>As gRPC itself it takes HTTP/2 alone. Without TLS no browser speaks that, so no web page can read here, not even one that
 * has its own host name point here.
 */
public final class StorageService {

    private static final Logger LOG = LoggerFactory.getLogger(StorageService.class);

    /** Room for a search with long attributes, or for the ids of a thousand traces. */
    private static final int MAX_REQUEST = 1 << 20;

    private static final int DEFAULT_TRACES = 100;

    private static final int INVALID_ARGUMENT = 3;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int INTERNAL = 13;

    private final SpanSearch spans;
    private final Executor readers;

    /**
     * The API over these spans.
     *
     * @param readers where requests wait for the database
     */
    public StorageService(SpanSearch spans, Executor readers) {
        this.spans = spans;
        this.readers = readers;
    }

    /** Puts the API on a server of gRPC. */
    public void addTo(ServerBuilder server) {
        add(
                server,
                "TraceReader/GetServices",
                request -> GrpcFrames.answer(StorageMessages.services(spans.services())));
        add(server, "TraceReader/GetOperations", this::operations);
        add(server, "TraceReader/GetTraces", request -> traces(StorageMessages.traceIds(request)));
        add(
                server,
                "TraceReader/FindTraces",
                request ->
                        traces(find(request).stream().map(FoundTrace::traceId).toList()));
        add(server, "TraceReader/FindTraceIDs", request -> GrpcFrames.answer(StorageMessages.found(find(request))));
        add(server, "DependencyReader/GetDependencies", this::dependencies);
    }

    private interface Method {
        HttpResponse answer(byte[] request) throws InvalidProtocolBufferException, SQLException;
    }

    private void add(ServerBuilder server, String name, Method method) {
        server.service("/jaeger.storage.v2." + name, new AbstractHttpService() {
            @Override
            protected HttpResponse doPost(ServiceRequestContext ctx, HttpRequest request) {
                if (!ctx.sessionProtocol().isMultiplex()) {
                    return HttpResponse.of(
                            HttpStatus.HTTP_VERSION_NOT_SUPPORTED,
                            MediaType.PLAIN_TEXT_UTF_8,
                            "Jaeger's storage is read by gRPC, over HTTP/2.\n");
                }
                ctx.setMaxRequestLength(MAX_REQUEST + (long) GrpcFrames.HEADER);
                return HttpResponse.of(
                        request.aggregate().thenApplyAsync(whole -> answer(name, method, whole), readers));
            }
        });
    }

    private static HttpResponse answer(String name, Method method, AggregatedHttpRequest request) {
        try {
            return method.answer(GrpcFrames.read(request.content().array(), request.headers(), MAX_REQUEST));
        } catch (RequestException e) {
            return GrpcFrames.status(e.reason().grpcStatus(), String.valueOf(e.getMessage()));
        } catch (InvalidProtocolBufferException e) {
            return GrpcFrames.status(INVALID_ARGUMENT, "The request is no message of " + name + ": " + e.getMessage());
        } catch (SQLException | RuntimeException e) {
            return GrpcFrames.status(code(e), failure(name, e));
        }
    }

    private static int code(Exception failure) {
        return failure instanceof SQLTimeoutException ? DEADLINE_EXCEEDED : INTERNAL;
    }

    private static String failure(String name, Exception failure) {
        if (failure instanceof SQLTransientException) {
            return failure.getMessage() + " Ask for less.";
        }
        LOG.error("A request of {} failed", name, failure);
        return "The collector failed on this request.";
    }

    private HttpResponse operations(byte[] request) throws InvalidProtocolBufferException, SQLException {
        Operation asked = StorageMessages.operation(request);
        return GrpcFrames.answer(StorageMessages.operations(
                spans.operations(asked.name(), asked.kind().isEmpty() ? null : asked.kind())));
    }

    private HttpResponse dependencies(byte[] request) throws InvalidProtocolBufferException, SQLException {
        StorageMessages.Range range = StorageMessages.range(request);
        return GrpcFrames.answer(StorageMessages.dependencies(spans.dependencies(range.from(), range.to())));
    }

    private List<FoundTrace> find(byte[] request) throws InvalidProtocolBufferException, SQLException {
        StorageMessages.Search search = StorageMessages.search(request);
        return spans.find(search.filter(), search.limit() > 0 ? search.limit() : DEFAULT_TRACES);
    }

    private HttpResponse traces(List<String> traceIds) {
        HttpResponseWriter answer = HttpResponse.streaming();
        answer.write(GrpcFrames.headers().build());
        readers.execute(() -> stream(traceIds, answer));
        return answer;
    }

    private void stream(List<String> traceIds, HttpResponseWriter answer) {
        try {
            SpanStream stream = SpanStream.ofMessages(answer);
            spans.read(traceIds, stream);
            stream.finish();
            answer.write(GrpcFrames.ok());
        } catch (SQLException | RuntimeException e) {
            if (answer.isOpen()) {
                answer.write(GrpcFrames.failed(code(e), failure("TraceReader", e)));
            }
        } finally {
            answer.close();
        }
    }
}

package dev.engram.agent.telemetry.http;

import dev.engram.agent.config.Otlp;
import dev.engram.agent.telemetry.export.Origin;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Where and how the requests of one signal are sent, for any {@link Sender}. Immutable. */
public final class Target implements GrpcSenderConfig {

    /** The type of the body over HTTP. */
    static final String CONTENT_TYPE = "application/x-protobuf";

    private final Otlp otlp;
    private final String method;
    private final URI endpoint;
    private final Tls tls;
    private final RetryPolicy retryPolicy;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    /**
     * A target.
     *
     * @param method the gRPC method that takes the signal, with its service and package
     * @throws IllegalArgumentException when the endpoint is no URI
     * @throws Tls.UnusableException when a file of a certificate or key cannot be used
     */
    public Target(Otlp otlp, String method, RetryPolicy retryPolicy) {
        this.otlp = otlp;
        this.method = method;
        this.endpoint = URI.create(otlp.endpoint());
        this.tls = Tls.of(otlp);
        this.retryPolicy = retryPolicy;
        headers.put("user-agent", List.of(Origin.userAgent()));
        otlp.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    }

    boolean isGrpc() {
        return otlp.protocol().equals(Otlp.GRPC);
    }

    /** The headers of each request; names in lower case. */
    Map<String, List<String>> headers() {
        return headers;
    }

    @Override
    public URI getEndpoint() {
        return endpoint;
    }

    @Override
    public String getFullMethodName() {
        return method;
    }

    @Override
    public @Nullable Compressor getCompressor() {
        return otlp.compression().equals("gzip") ? new Gzip() : null;
    }

    @Override
    public Duration getTimeout() {
        return otlp.timeout();
    }

    @Override
    public Duration getConnectTimeout() {
        return otlp.timeout();
    }

    @Override
    public Supplier<Map<String, List<String>>> getHeadersSupplier() {
        return () -> headers;
    }

    @Override
    public RetryPolicy getRetryPolicy() {
        return retryPolicy;
    }

    @Override
    public @Nullable SSLContext getSslContext() {
        return tls.context();
    }

    @Override
    public @Nullable X509TrustManager getTrustManager() {
        return tls.trustManager();
    }

    @Override
    public ExecutorService getExecutorService() {
        return new CallingThread();
    }

    private static final class Gzip implements Compressor {
        @Override
        public String getEncoding() {
            return "gzip";
        }

        @Override
        public OutputStream compress(OutputStream out) throws IOException {
            return new GZIPOutputStream(out);
        }
    }
}

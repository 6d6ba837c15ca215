package dev.engram.agent.telemetry;

import dev.engram.agent.config.Otlp;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.ProxyOptions;
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

/** The settings of one signal as a sender wants them, without the many classes of the SDK's builders. Immutable. */
final class HttpTarget implements HttpSenderConfig {

    private final Otlp otlp;
    private final URI endpoint;
    private final @Nullable SSLContext tls;
    private final RetryPolicy retryPolicy;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    /**
     * A target.
     *
     * @throws IllegalArgumentException when the endpoint is no URI
     */
    HttpTarget(Otlp otlp, Tls tls, RetryPolicy retryPolicy) {
        this.otlp = otlp;
        this.endpoint = URI.create(otlp.endpoint());
        this.tls = tls.context();
        this.retryPolicy = retryPolicy;
        headers.put("user-agent", List.of(Origin.userAgent()));
        otlp.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    }

    @Override
    public URI getEndpoint() {
        return endpoint;
    }

    @Override
    public String getContentType() {
        return "application/x-protobuf";
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
    public @Nullable ProxyOptions getProxyOptions() {
        return null;
    }

    @Override
    public RetryPolicy getRetryPolicy() {
        return retryPolicy;
    }

    @Override
    public @Nullable SSLContext getSslContext() {
        return tls;
    }

    @Override
    public @Nullable X509TrustManager getTrustManager() {
        return null;
    }

    @Override
    public ExecutorService getExecutorService() {
        return new CallerThread();
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

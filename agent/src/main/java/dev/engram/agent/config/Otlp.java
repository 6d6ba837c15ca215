package dev.engram.agent.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where and how one signal, traces or metrics, is sent. Immutable. Its text shows no header. */
public final class Otlp {

    public static final String HTTP = "http/protobuf";
    public static final String GRPC = "grpc";

    private final String endpoint;
    private final String protocol;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final String compression;
    private final TlsFiles tls;

    Otlp(
            String endpoint,
            String protocol,
            Map<String, String> headers,
            Duration timeout,
            String compression,
            TlsFiles tls) {
        this.endpoint = endpoint;
        this.protocol = protocol;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.timeout = timeout;
        this.compression = compression;
        this.tls = tls;
    }

    /** The whole URL, with the signal's path for {@link #HTTP}; never with a user's name or password in it. */
    public String endpoint() {
        return endpoint;
    }

    /** {@link #HTTP} or {@link #GRPC}. */
    public String protocol() {
        return protocol;
    }

    /** Decoded; names in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    public Duration timeout() {
        return timeout;
    }

    /** {@code none} or {@code gzip}. */
    public String compression() {
        return compression;
    }

    /** What an https endpoint is checked against, and shown. */
    public TlsFiles tls() {
        return tls;
    }

    @Override
    public String toString() {
        return protocol + " " + endpoint + ", timeout " + timeout.toMillis() + " ms, compression " + compression
                + ", headers " + headers.keySet();
    }
}

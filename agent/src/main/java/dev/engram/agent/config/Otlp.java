package dev.engram.agent.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where and how one signal, traces or metrics, is sent. Its text shows no header.
 *
 * @param endpoint the whole URL, with the signal's path for {@link #HTTP}; never with a user's name or password in it
 * @param protocol {@link #HTTP} or {@link #GRPC}
 * @param headers decoded; names in lower case
 * @param timeout how long one export may take, retries included
 * @param compression {@code none} or {@code gzip}
 * @param tls what an https endpoint is checked against, and what is shown to it
 */
public record Otlp(
        String endpoint,
        String protocol,
        Map<String, String> headers,
        Duration timeout,
        String compression,
        TlsFiles tls) {

    public static final String HTTP = "http/protobuf";
    public static final String GRPC = "grpc";

    /** See {@link Otlp}; keeps a copy of {@code headers}. */
    public Otlp {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The endpoint as it may be shown: without its query, which may hold a credential. */
    public String place() {
        return Url.shown(endpoint);
    }

    @Override
    public String toString() {
        return protocol + " " + place() + ", timeout " + timeout.toMillis() + " ms, compression " + compression
                + ", headers " + headers.keySet();
    }
}

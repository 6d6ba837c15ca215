package dev.engram.collector.forward;

import dev.engram.collector.otlp.Signal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where and how received requests go on. Immutable; made by {@link #builder}. Its text shows no header. */
public final class ForwardOptions {

    public static final long QUEUE_BYTES_IN_MEMORY = 64L * 1024 * 1024;
    public static final long QUEUE_BYTES_ON_DISK = 1024L * 1024 * 1024;

    /** How the endpoint is spoken to. */
    public enum Protocol {
        GRPC("grpc"),
        HTTP("http/protobuf");

        private final String text;

        Protocol(String text) {
            this.text = text;
        }

        /** The name that OpenTelemetry's settings have for it. */
        public String text() {
            return text;
        }
    }

    private final Builder values;
    private final URI endpoint;
    private final Protocol protocol;

    private ForwardOptions(Builder values) {
        this.values = values;
        this.endpoint = endpoint(values.endpoint);
        this.protocol = values.protocol != null
                ? values.protocol
                : endpoint.getPort() == GRPC_PORT ? Protocol.GRPC : Protocol.HTTP;
        checkPath();
        if (!isTls() && (values.authority != null || values.certificate != null)) {
            throw new IllegalArgumentException(
                    "A certificate for forwarding is given, but " + place() + " is not https; write https://.");
        }
        if ((values.certificate == null) != (values.key == null)) {
            throw new IllegalArgumentException(
                    "The collector's own certificate for forwarding and its key are given together, or neither.");
        }
    }

    private static final int GRPC_PORT = 4317;

    /**
     * Options for this endpoint.
     *
     * @param endpoint the base address, such as {@code http://localhost:4317}
     */
    public static Builder builder(String endpoint) {
        return new Builder(endpoint);
    }

    private static URI endpoint(String text) {
        String remedy = "; it looks like http://localhost:4317.";
        URI uri;
        try {
            uri = new URI(text);
        } catch (java.net.URISyntaxException e) {
            throw new IllegalArgumentException("The address to forward to is no URL" + remedy, e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("The address to forward to is no http or https URL" + remedy);
        }
        // What stands before an @ may be a password, so the address itself is not told.
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException("The address to forward to carries a user's name; OTLP sends credentials"
                    + " as headers, see --forward-header.");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(
                    "The address to forward to names no host, or no port that can be" + remedy);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The address to forward to has a query or fragment; leave them out" + remedy);
        }
        return uri;
    }

    private void checkPath() {
        String path = path();
        if (protocol == Protocol.GRPC && !path.isEmpty()) {
            throw new IllegalArgumentException("The address to forward to has the path " + path
                    + ", which gRPC does not know; leave it out, or give --forward-protocol http/protobuf.");
        }
        for (Signal signal : Signal.values()) {
            if (path.endsWith(signal.httpPath())) {
                throw new IllegalArgumentException("The address to forward to ends with " + signal.httpPath()
                        + "; leave that out, it is added for each signal.");
            }
        }
    }

    /** The path before that of the signal, without a slash at its end; empty for none. */
    String path() {
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    public String host() {
        String host = endpoint.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public int port() {
        if (endpoint.getPort() > 0) {
            return endpoint.getPort();
        }
        return isTls() ? 443 : 80;
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(endpoint.getScheme());
    }

    /** The endpoint as it may be shown. */
    public String place() {
        return endpoint.getScheme().toLowerCase(Locale.ROOT) + "://" + endpoint.getRawAuthority() + path();
    }

    public Protocol protocol() {
        return protocol;
    }

    Map<String, String> headers() {
        return Collections.unmodifiableMap(values.headers);
    }

    /** The directory of the queue; null keeps it in memory. */
    public @Nullable Path queueDirectory() {
        return values.queueDirectory;
    }

    long queueBytes() {
        if (values.queueBytes > 0) {
            return values.queueBytes;
        }
        return values.queueDirectory == null ? QUEUE_BYTES_IN_MEMORY : QUEUE_BYTES_ON_DISK;
    }

    /** How long a request may wait; null for ever. */
    @Nullable
    Duration maxAge() {
        return values.maxAge;
    }

    Duration timeout() {
        return values.timeout;
    }

    Duration drainTime() {
        return values.drainTime;
    }

    Duration metricInterval() {
        return values.metricInterval;
    }

    boolean isCompressed() {
        return values.compressed;
    }

    Set<Signal> signals() {
        return values.signals;
    }

    @Nullable
    Path authority() {
        return values.authority;
    }

    @Nullable
    Path certificate() {
        return values.certificate;
    }

    @Nullable
    Path key() {
        return values.key;
    }

    @Override
    public String toString() {
        return protocol.text() + " " + place() + ", headers " + values.headers.keySet();
    }

    /** Collects options; each but the endpoint has a default. Not thread-safe. */
    public static final class Builder {

        private final String endpoint;
        private @Nullable Protocol protocol;
        private Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable Path queueDirectory;
        private long queueBytes;
        private @Nullable Duration maxAge;
        private Duration timeout = Duration.ofSeconds(10);
        private Duration drainTime = Duration.ofSeconds(5);
        private Duration metricInterval = Duration.ofSeconds(60);
        private boolean compressed;
        private Set<Signal> signals = EnumSet.allOf(Signal.class);
        private @Nullable Path authority;
        private @Nullable Path certificate;
        private @Nullable Path key;

        private Builder(String endpoint) {
            this.endpoint = endpoint.strip();
        }

        /** The protocol; null takes gRPC for port 4317 and HTTP for any other. */
        public Builder protocol(@Nullable Protocol protocol) {
            this.protocol = protocol;
            return this;
        }

        /**
         * A header of each request, such as credentials.
         *
         * @throws IllegalArgumentException where no HTTP header can be like that; the value is not told
         */
        public Builder header(String name, String value) {
            headers.put(Headers.name(name), Headers.value(name, value));
            return this;
        }

        /** A directory of its own for what waits, which outlives the process; null keeps that in memory. */
        public Builder queueDirectory(@Nullable Path directory) {
            this.queueDirectory = directory;
            return this;
        }

        /** Room for what waits; of a full queue the oldest go. 0 is 64 MiB in memory, and 1 GiB in a directory. */
        public Builder queueBytes(long bytes) {
            this.queueBytes = bytes;
            return this;
        }

        /** What waits for longer is dropped; null lets it wait as long as there is room. */
        public Builder maxAge(@Nullable Duration maxAge) {
            this.maxAge = maxAge;
            return this;
        }

        /** How long one request may take. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** How long the end may wait for what is still to be forwarded. */
        public Builder drainTime(Duration drainTime) {
            this.drainTime = drainTime;
            return this;
        }

        /** Time between two requests with the accounts of forwarding itself. */
        public Builder metricInterval(Duration metricInterval) {
            this.metricInterval = metricInterval;
            return this;
        }

        /** Whether requests are sent with gzip. */
        public Builder compressed(boolean compressed) {
            this.compressed = compressed;
            return this;
        }

        /** What is forwarded; the rest stays here. */
        public Builder signals(Set<Signal> signals) {
            this.signals = Set.copyOf(signals);
            return this;
        }

        /** Certificates, in PEM, of those who may vouch for the endpoint; null takes the JVM's. */
        public Builder authority(@Nullable Path authority) {
            this.authority = authority;
            return this;
        }

        /** The certificate, in PEM, with which the collector shows who it is, and its key in PKCS#8. */
        public Builder certificate(@Nullable Path certificate, @Nullable Path key) {
            this.certificate = certificate;
            this.key = key;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException where they do not go together; the message is one sentence
         */
        public ForwardOptions build() {
            Builder copy = new Builder(endpoint);
            copy.protocol = protocol;
            copy.headers = new LinkedHashMap<>(headers);
            copy.queueDirectory = queueDirectory;
            copy.queueBytes = queueBytes;
            copy.maxAge = maxAge;
            copy.timeout = timeout;
            copy.drainTime = drainTime;
            copy.metricInterval = metricInterval;
            copy.compressed = compressed;
            copy.signals = signals;
            copy.authority = authority;
            copy.certificate = certificate;
            copy.key = key;
            return new ForwardOptions(copy);
        }
    }
}

package dev.engram.collector.server.forward;

import dev.engram.collector.server.otlp.Signal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where and how received requests go on. Its text shows no value of a header.
 *
 * @param endpoint the base address, such as {@code http://localhost:4317}
 * @param headers of each request, by names in lower case
 * @param signals what is forwarded; the rest stays here
 */
public record ForwardOptions(
        URI endpoint, Protocol protocol, Map<String, String> headers, Set<Signal> signals, Limits limits) {

    private static final int GRPC_PORT = 4317;

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

    /**
     * What forwarding may take.
     *
     * @param queueBytes memory of what waits or is on its way
     * @param attempt time for one attempt to send a request
     * @param request time for all attempts, with the pauses between them
     * @param drain time for what waits when the collector ends
     */
    public record Limits(long queueBytes, Duration attempt, Duration request, Duration drain) {

        public static final Limits DEFAULT =
                new Limits(64L << 20, Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(5));
    }

    /**
     * Options of their parts.
     *
     * @throws IllegalArgumentException where they do not go together; the message is one sentence
     */
    public ForwardOptions {
        headers = Map.copyOf(headers);
        signals = Set.copyOf(signals);
        checkPath(pathOf(endpoint), protocol);
    }

    /**
     * Forwarding of all signals to an endpoint.
     *
     * @param endpoint the base address, such as {@code http://localhost:4317}
     * @param protocol null takes gRPC for port 4317 and HTTP for any other
     * @throws IllegalArgumentException where nothing can be sent there; the message is one sentence
     */
    public static ForwardOptions to(String endpoint, @Nullable Protocol protocol) {
        URI uri = parse(endpoint.strip());
        Protocol spoken = protocol != null ? protocol : uri.getPort() == GRPC_PORT ? Protocol.GRPC : Protocol.HTTP;
        return new ForwardOptions(uri, spoken, Map.of(), EnumSet.allOf(Signal.class), Limits.DEFAULT);
    }

    /**
     * The same with a header in each request, such as credentials.
     *
     * @throws IllegalArgumentException where no HTTP header can be like that; the value is not told
     */
    public ForwardOptions withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(Headers.name(name), Headers.value(name, value));
        return new ForwardOptions(endpoint, protocol, more, signals, limits);
    }

    /** The same for these signals alone. */
    public ForwardOptions withSignals(Set<Signal> some) {
        return new ForwardOptions(endpoint, protocol, headers, some, limits);
    }

    /** The same within other limits. */
    public ForwardOptions withLimits(Limits others) {
        return new ForwardOptions(endpoint, protocol, headers, signals, others);
    }

    private static URI parse(String text) {
        String remedy = "; it looks like http://localhost:4317.";
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
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

    private static void checkPath(String path, Protocol protocol) {
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

    private static String pathOf(URI endpoint) {
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Where requests of a signal are posted. */
    String path(Signal signal) {
        return protocol == Protocol.GRPC ? signal.grpcPath() : pathOf(endpoint) + signal.httpPath();
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
        return endpoint.getScheme().toLowerCase(Locale.ROOT) + "://" + endpoint.getRawAuthority() + pathOf(endpoint);
    }

    @Override
    public String toString() {
        return protocol.text() + " " + place() + ", headers " + headers.keySet();
    }
}

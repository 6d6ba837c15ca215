package dev.engram.agent.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads where each signal goes: its own settings first, then those for both. Rules: OpenTelemetry's specification, "OTLP
 * Exporter Configuration".
 */
final class OtlpReader {

    private static final int TIMEOUT = 10_000;

    private final SettingsReader reader;
    private final Options options;

    OtlpReader(SettingsReader reader) {
        this.reader = reader;
        this.options = reader.options();
    }

    Otlp traces() {
        return otlp(
                "v1/traces",
                Setting.OTLP_TRACES_ENDPOINT,
                Setting.OTLP_TRACES_PROTOCOL,
                Setting.OTLP_TRACES_HEADERS,
                Setting.OTLP_TRACES_TIMEOUT,
                Setting.OTLP_TRACES_COMPRESSION,
                files(
                        Setting.OTLP_TRACES_CERTIFICATE,
                        Setting.OTLP_TRACES_CLIENT_CERTIFICATE,
                        Setting.OTLP_TRACES_CLIENT_KEY));
    }

    Otlp metrics() {
        return otlp(
                "v1/metrics",
                Setting.OTLP_METRICS_ENDPOINT,
                Setting.OTLP_METRICS_PROTOCOL,
                Setting.OTLP_METRICS_HEADERS,
                Setting.OTLP_METRICS_TIMEOUT,
                Setting.OTLP_METRICS_COMPRESSION,
                files(
                        Setting.OTLP_METRICS_CERTIFICATE,
                        Setting.OTLP_METRICS_CLIENT_CERTIFICATE,
                        Setting.OTLP_METRICS_CLIENT_KEY));
    }

    private Otlp otlp(
            String path,
            Setting endpoint,
            Setting protocol,
            Setting headers,
            Setting timeout,
            Setting compression,
            TlsFiles tls) {
        String chosen = protocol(protocol);
        Setting wait = either(timeout, Setting.OTLP_TIMEOUT);
        return new Otlp(
                endpoint(endpoint, chosen, path),
                chosen,
                headers(either(headers, Setting.OTLP_HEADERS)),
                Duration.ofMillis(reader.number(wait, "number of milliseconds", 1, Integer.MAX_VALUE, TIMEOUT)),
                reader.choice(
                        either(compression, Setting.OTLP_COMPRESSION), "compression", List.of("none", "gzip"), "none"),
                tls);
    }

    private TlsFiles files(Setting certificate, Setting clientCertificate, Setting clientKey) {
        Setting own = either(clientCertificate, Setting.OTLP_CLIENT_CERTIFICATE);
        Setting key = either(clientKey, Setting.OTLP_CLIENT_KEY);
        String ownFile = reader.text(own);
        String keyFile = reader.text(key);
        if ((ownFile == null) != (keyFile == null)) {
            Setting given = ownFile == null ? key : own;
            Setting missing = ownFile == null ? own : key;
            reader.findWithout(given.env(), "is given without " + missing.env() + "; give both", "neither");
            ownFile = null;
            keyFile = null;
        }
        return new TlsFiles(reader.text(either(certificate, Setting.OTLP_CERTIFICATE)), ownFile, keyFile);
    }

    private Setting either(Setting own, Setting general) {
        return options.get(own) != null ? own : general;
    }

    private String protocol(Setting own) {
        Given given = options.get(either(own, Setting.OTLP_PROTOCOL));
        if (given == null) {
            return Otlp.HTTP;
        }
        if (given.value().equalsIgnoreCase("http/json")) {
            reader.find(given, "is not supported by Engram; use http/protobuf or grpc", Otlp.HTTP);
            return Otlp.HTTP;
        }
        return reader.choice(given, "OTLP protocol", List.of(Otlp.HTTP, Otlp.GRPC), Otlp.HTTP);
    }

    /** A bad URL of the signal's own gives way to the default, not to the URL for both: that one was not meant. */
    private String endpoint(Setting own, String protocol, String path) {
        boolean http = protocol.equals(Otlp.HTTP);
        String base = http ? "http://localhost:4318" : "http://localhost:4317";
        Given given = options.get(own);
        if (given != null) {
            String standard = http ? Url.append(base, path) : base;
            return url(given, standard);
        }
        Given general = options.get(Setting.OTLP_ENDPOINT);
        String url = general == null ? base : url(general, base);
        return http ? Url.append(url, path) : url;
    }

    private String url(Given given, String standard) {
        String fault = Url.fault(given.value());
        if (fault != null) {
            String remedy = "; write one like " + standard;
            reader.find(new Given(given.name(), Url.shown(given.value())), fault + remedy, standard);
            return standard;
        }
        String url = Url.withoutUser(given.value());
        if (!url.equals(given.value())) {
            reader.find(
                    new Given(given.name(), Url.shown(given.value())),
                    "carries a user's name, which OTLP does not send; put credentials into OTEL_EXPORTER_OTLP_HEADERS",
                    Url.shown(url));
        }
        return url;
    }

    /** What is wrong in them is said without showing any. */
    private Map<String, String> headers(Setting setting) {
        Given given = options.get(setting);
        Map<String, String> headers = new LinkedHashMap<>();
        if (given == null) {
            return headers;
        }
        String remedy = "; write name=value pairs joined by commas, percent-encoded";
        try {
            Pairs.read(given.value()).forEach((name, value) -> {
                if (!isToken(name) || !isPlain(value)) {
                    throw new IllegalArgumentException("holds a name or a value that no HTTP header can have");
                }
                headers.put(name.toLowerCase(Locale.ROOT), value);
            });
            return headers;
        } catch (IllegalArgumentException wrong) {
            reader.findWithout(given.name(), wrong.getMessage() + remedy, "no headers");
            return Map.of();
        }
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 127 || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c >= 127) {
                return false;
            }
        }
        return true;
    }
}

package dev.engram.agent.config;

import dev.engram.agent.text.Texts;
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

    Otlp read(Signal signal) {
        String protocol = protocol(signal);
        return new Otlp(
                endpoint(signal, protocol),
                protocol,
                headers(either(Setting.OTLP_HEADERS, signal)),
                Duration.ofMillis(reader.number(
                        either(Setting.OTLP_TIMEOUT, signal), "number of milliseconds", 1, Integer.MAX_VALUE, TIMEOUT)),
                reader.choice(either(Setting.OTLP_COMPRESSION, signal), "compression", List.of("none", "gzip"), "none"),
                files(signal));
    }

    private TlsFiles files(Signal signal) {
        Setting own = either(Setting.OTLP_CLIENT_CERTIFICATE, signal);
        Setting key = either(Setting.OTLP_CLIENT_KEY, signal);
        String ownFile = reader.text(own);
        String keyFile = reader.text(key);
        if ((ownFile == null) != (keyFile == null)) {
            Setting given = ownFile == null ? key : own;
            Setting missing = ownFile == null ? own : key;
            reader.findWithout(given.env(), "is given without " + missing.env() + "; give both", "neither");
            ownFile = null;
            keyFile = null;
        }
        return new TlsFiles(reader.text(either(Setting.OTLP_CERTIFICATE, signal)), ownFile, keyFile);
    }

    private Setting either(OtlpSetting setting, Signal signal) {
        Setting own = setting.of(signal);
        return options.get(own) != null ? own : setting.both();
    }

    private String protocol(Signal signal) {
        Given given = options.get(either(Setting.OTLP_PROTOCOL, signal));
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
    private String endpoint(Signal signal, String protocol) {
        boolean http = protocol.equals(Otlp.HTTP);
        String base = http ? "http://localhost:4318" : "http://localhost:4317";
        Given given = options.get(Setting.OTLP_ENDPOINT.of(signal));
        if (given != null) {
            String standard = http ? Url.append(base, signal.path()) : base;
            return url(given, standard);
        }
        Given general = options.get(Setting.OTLP_ENDPOINT.both());
        String url = general == null ? base : url(general, base);
        return http ? Url.append(url, signal.path()) : url;
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
                if (!Texts.isHttpToken(name) || !isPlain(value)) {
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

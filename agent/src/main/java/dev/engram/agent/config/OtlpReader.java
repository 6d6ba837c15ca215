package dev.engram.agent.config;

import dev.engram.agent.text.Texts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads where each signal goes: its own settings first, then those for both. Rules: OpenTelemetry's specification, "OTLP
 * Exporter Configuration".
 */
final class OtlpReader {

    private final SettingsReader reader;

    OtlpReader(SettingsReader reader) {
        this.reader = reader;
    }

    Otlp read(Signal signal) {
        String protocol = protocol(signal);
        return new Otlp(
                endpoint(signal, protocol),
                protocol,
                headers(reader.given(Setting.OTLP_HEADERS, signal)),
                reader.get(Setting.OTLP_TIMEOUT, signal),
                reader.get(Setting.OTLP_COMPRESSION, signal),
                files(signal));
    }

    private TlsFiles files(Signal signal) {
        Setting<String> own = either(Setting.OTLP_CLIENT_CERTIFICATE, signal);
        Setting<String> key = either(Setting.OTLP_CLIENT_KEY, signal);
        String ownFile = reader.find(own);
        String keyFile = reader.find(key);
        if ((ownFile == null) != (keyFile == null)) {
            Setting<String> given = ownFile == null ? key : own;
            Setting<String> missing = ownFile == null ? own : key;
            reader.findWithout(given.env(), "is given without " + missing.env() + "; give both", "neither");
            ownFile = null;
            keyFile = null;
        }
        return new TlsFiles(reader.find(either(Setting.OTLP_CERTIFICATE, signal)), ownFile, keyFile);
    }

    private <T> Setting<T> either(OtlpSetting<T> setting, Signal signal) {
        Setting<T> own = setting.of(signal);
        return reader.given(own) != null ? own : setting.both();
    }

    private String protocol(Signal signal) {
        Given given = reader.given(Setting.OTLP_PROTOCOL, signal);
        if (given != null && given.value().equalsIgnoreCase("http/json")) {
            reader.find(given, "is not supported by Engram; use http/protobuf or grpc", Otlp.HTTP);
            return Otlp.HTTP;
        }
        return reader.get(Setting.OTLP_PROTOCOL, signal);
    }

    /** A bad URL of the signal's own gives way to the default, not to the URL for both: that one was not meant. */
    private String endpoint(Signal signal, String protocol) {
        boolean http = protocol.equals(Otlp.HTTP);
        String base = http ? "http://localhost:4318" : "http://localhost:4317";
        Given given = reader.given(Setting.OTLP_ENDPOINT.of(signal));
        if (given != null) {
            String standard = http ? Url.append(base, signal.path()) : base;
            return url(given, standard);
        }
        Given general = reader.given(Setting.OTLP_ENDPOINT.both());
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
    private Map<String, String> headers(@Nullable Given given) {
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

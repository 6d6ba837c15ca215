package dev.engram.agent.config;

import dev.engram.agent.text.Texts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads settings, and keeps one sentence for each value that it could not use. Not thread-safe. */
final class SettingsReader {

    private final Options options;

    /** One setting may be read twice, for traces and for metrics; it is said once. */
    private final Set<String> findings = new LinkedHashSet<>();

    SettingsReader(Options options) {
        this.options = options;
        findings.addAll(options.findings());
    }

    List<String> findings() {
        return List.copyOf(findings);
    }

    /** {@code fault} is half a sentence about the value, {@code inForce} what Engram uses instead. */
    void find(Given given, String fault, String inForce) {
        findWithout(given.name() + "=" + Texts.shorten(given.value(), Parser.SHOWN), fault, inForce);
    }

    /** The same with {@code subject} in the place of name and value. */
    void findWithout(String subject, String fault, String inForce) {
        findings.add(subject + " " + fault + ". Engram uses " + inForce + ".");
    }

    /** What the user gave for {@code setting}, as it was written; null if nothing was. */
    @Nullable
    Given given(Setting<?> setting) {
        return options.get(setting);
    }

    /** Likewise of the signal's own setting, or else of that for both signals. */
    @Nullable
    Given given(OtlpSetting<?> setting, Signal signal) {
        Given own = options.get(setting.of(signal));
        return own != null ? own : options.get(setting.both());
    }

    /** The value of a setting that has a default. */
    <T> T get(Setting<T> setting) {
        return required(setting, find(setting));
    }

    /** Likewise of the signal's own setting, or else of that for both signals, whose default is that of either. */
    <T> T get(OtlpSetting<T> setting, Signal signal) {
        return required(setting.both(), read(given(setting, signal), setting.both()));
    }

    /** The value that was given, else the default; null if there is neither. */
    <T> @Nullable T find(Setting<T> setting) {
        return read(given(setting), setting);
    }

    /** A limit holds only if it was given; 0 for none. */
    int limit(Setting<Integer> setting) {
        Integer limit = find(setting);
        return limit == null ? 0 : limit;
    }

    private <T> @Nullable T read(@Nullable Given given, Setting<T> setting) {
        if (given != null) {
            try {
                return setting.parser().parse(given.value(), (fault, inForce) -> find(given, fault, inForce));
            } catch (Parser.Unusable unusable) {
                String standard = setting.defaultValue();
                find(given, unusable.fault(), standard == null ? "no limit" : standard);
            }
        }
        return setting.standard();
    }

    private static <T> T required(Setting<T> setting, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(setting.env() + " has no default.");
        }
        return value;
    }
}

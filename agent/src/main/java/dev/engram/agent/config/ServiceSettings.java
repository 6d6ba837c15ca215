package dev.engram.agent.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the process is called: {@code OTEL_SERVICE_NAME} wins over {@code OTEL_RESOURCE_ATTRIBUTES}.
 *
 * @param name {@code service.name}
 * @param attributes the other resource attributes, decoded
 * @param isPerAgent whether agents and memory namespaces are services of their own
 */
public record ServiceSettings(String name, Map<String, String> attributes, boolean isPerAgent) {

    private static final String NAME = "service.name";

    /** @param properties the JVM's, by which the program that was started is found: {@link StartedProgram#find} */
    static ServiceSettings read(
            SettingsReader reader, Map<String, String> properties, Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>();
        Given given = reader.given(Setting.RESOURCE_ATTRIBUTES);
        if (given != null) {
            try {
                all.putAll(Pairs.read(given.value()));
            } catch (IllegalArgumentException wrong) {
                // All or nothing, says OpenTelemetry's specification of resources.
                reader.findWithout(
                        given.name(),
                        wrong.getMessage() + "; write key=value pairs joined by commas, percent-encoded",
                        "no resource attributes");
            }
        }
        String attribute = all.remove(NAME);
        String own = reader.find(Setting.SERVICE_NAME);
        String name = own != null
                ? own
                : attribute != null && !attribute.isBlank() ? attribute : StartedProgram.find(properties, environment);
        return new ServiceSettings(name, Collections.unmodifiableMap(all), reader.get(Setting.SERVICE_PER_AGENT));
    }
}

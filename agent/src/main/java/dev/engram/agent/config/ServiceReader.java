package dev.engram.agent.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The service's name and its other attributes: {@code OTEL_SERVICE_NAME} wins over {@code OTEL_RESOURCE_ATTRIBUTES}. */
final class ServiceReader {

    private static final String NAME = "service.name";

    private final Map<String, String> attributes;
    private final String name;

    /** @param properties the JVM's, by which the program that was started is found: {@link StartedProgram#find} */
    ServiceReader(SettingsReader reader, Map<String, String> properties, Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>();
        Given given = reader.options().get(Setting.RESOURCE_ATTRIBUTES);
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
        String own = reader.text(Setting.SERVICE_NAME);
        name = own != null
                ? own
                : attribute != null && !attribute.isBlank() ? attribute : StartedProgram.find(properties, environment);
        attributes = Collections.unmodifiableMap(all);
    }

    Map<String, String> attributes() {
        return attributes;
    }

    String name() {
        return name;
    }
}

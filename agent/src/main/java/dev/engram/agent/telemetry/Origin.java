package dev.engram.agent.telemetry;

import dev.engram.agent.config.Settings;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Where spans and metrics come from: the process as a resource, and Engram as the instrumentation scope. Immutable. */
final class Origin {

    /** The name of the instrumentation scope and of the distribution. */
    static final String NAME = "engram";

    private final InstrumentationScopeInfo scope;
    private final Resource resource;

    private Origin(InstrumentationScopeInfo scope, Resource resource) {
        this.scope = scope;
        this.resource = resource;
    }

    /**
     * The origin that the settings describe. Attributes given by the user win over detected ones; {@code service.name} is
     * what the settings found out.
     */
    static Origin of(Settings settings) {
        String version = version();
        // Resource.getDefault() holds telemetry.sdk.*. No JMX and no host lookup: both can take seconds.
        AttributesBuilder attributes = Attributes.builder()
                .put("telemetry.distro.name", NAME)
                .put("telemetry.distro.version", version)
                .put("process.pid", ProcessHandle.current().pid())
                .put("process.runtime.version", System.getProperty("java.runtime.version", "unknown"));
        settings.resourceAttributes().forEach(attributes::put);
        attributes.put("service.name", settings.serviceName());
        return new Origin(
                InstrumentationScopeInfo.builder(NAME).setVersion(version).build(),
                Resource.getDefault().merge(Resource.create(attributes.build())));
    }

    InstrumentationScopeInfo scope() {
        return scope;
    }

    Resource resource() {
        return resource;
    }

    /** The agent's version, written beside this class by the build. */
    private static String version() {
        try (InputStream in = Origin.class.getResourceAsStream("version.txt")) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}

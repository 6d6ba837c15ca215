package dev.engram.agent.telemetry.export;

import dev.engram.agent.config.Settings;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where spans and metrics come from: the process as a resource, and Engram as the instrumentation scope. Both are made at
 * their first use, since the start of the application is no time to load the SDK's classes. Thread-safe.
 */
public final class Origin {

    /** The name of the instrumentation scope and of the distribution. */
    public static final String NAME = "engram";

    private static final String NAMESPACE = "service.namespace";

    private final Settings settings;
    private volatile @Nullable InstrumentationScopeInfo scope;
    private volatile @Nullable Resource resource;

    public Origin(Settings settings) {
        this.settings = settings;
    }

    /** Always the same object, as the exporters group by identity. */
    public InstrumentationScopeInfo scope() {
        InstrumentationScopeInfo known = scope;
        return known != null ? known : makeScope();
    }

    private synchronized InstrumentationScopeInfo makeScope() {
        InstrumentationScopeInfo known = scope;
        if (known == null) {
            known = InstrumentationScopeInfo.builder(NAME).setVersion(version()).build();
            scope = known;
        }
        return known;
    }

    /** Always the same object, as the exporters group by identity. */
    public Resource resource() {
        Resource known = resource;
        return known != null ? known : makeResource();
    }

    /** The process as another service's: by that name, in a namespace named by the process's own, if it has no other. */
    public Resource resource(String service) {
        AttributesBuilder attributes = Attributes.builder().put("service.name", service);
        if (!settings.service().attributes().containsKey(NAMESPACE)) {
            attributes.put(NAMESPACE, settings.service().name());
        }
        return resource().merge(Resource.create(attributes.build()));
    }

    /** Attributes given by the user win over detected ones; {@code service.name} is what the settings found out. */
    private synchronized Resource makeResource() {
        Resource known = resource;
        if (known == null) {
            // Resource.getDefault() holds telemetry.sdk.*. No JMX and no host lookup: both can take seconds.
            // The instance by a random number, as the conventions recommend: processes of containers share their
            // pids, and metrics of two instances that look alike write over each other.
            AttributesBuilder attributes = Attributes.builder()
                    .put("service.instance.id", instance())
                    .put("telemetry.distro.name", NAME)
                    .put("telemetry.distro.version", version())
                    .put("process.pid", ProcessHandle.current().pid())
                    .put("process.runtime.version", System.getProperty("java.runtime.version", "unknown"));
            settings.service().attributes().forEach(attributes::put);
            attributes.put("service.name", settings.service().name());
            known = Resource.getDefault().merge(Resource.create(attributes.build()));
            resource = known;
        }
        return known;
    }

    /** A random UUID. Not by {@link UUID#randomUUID}: the JDK's security providers are 70 classes more. */
    private static String instance() {
        // Two processes that start in the same state differ in their time or in their pid.
        long seed = System.nanoTime() ^ (ProcessHandle.current().pid() << 40);
        SplittableRandom random =
                new SplittableRandom(seed ^ ThreadLocalRandom.current().nextLong());
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE)
                .toString();
    }

    /** How Engram names itself to an endpoint. */
    public static String userAgent() {
        return NAME + "/" + version();
    }

    /** The agent's version, written beside this class by the build; {@code unknown} when it cannot be read. */
    public static String version() {
        try (InputStream in = Origin.class.getResourceAsStream("version.txt")) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}

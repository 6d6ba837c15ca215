package dev.engram.agent.telemetry;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets the SDK's builder of a gRPC exporter, which knows all about settings and TLS, make its sender, and keeps that: what we
 * send is encoded already. Not thread-safe.
 */
final class GrpcCapture implements ComponentLoader, GrpcSenderProvider {

    private final ComponentLoader components;
    private @Nullable GrpcSender made;

    GrpcCapture(ComponentLoader components) {
        this.components = components;
    }

    @Override
    public <T> Iterable<T> load(Class<T> service) {
        return service == GrpcSenderProvider.class ? List.of(service.cast(this)) : components.load(service);
    }

    @Override
    public GrpcSender createSender(GrpcSenderConfig config) {
        GrpcSender sender =
                components.load(GrpcSenderProvider.class).iterator().next().createSender(config);
        made = sender;
        return sender;
    }

    /** The sender of the exporter that was built. */
    GrpcSender made() {
        return Objects.requireNonNull(made, "no exporter was built");
    }
}

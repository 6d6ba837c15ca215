package dev.engram.agent.telemetry;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.List;

/**
 * Gives the SDK's exporters what they send with: {@link PlainPost} or {@link JdkPost} for HTTP, the SDK's OkHttp for
 * gRPC. Immutable.
 */
final class Senders implements ComponentLoader, HttpSenderProvider {

    // Services are looked for among our own libraries only.
    private final ComponentLoader others = ComponentLoader.forClassLoader(Senders.class.getClassLoader());
    private final Retries retries;

    Senders(Retries retries) {
        this.retries = retries;
    }

    @Override
    public <T> Iterable<T> load(Class<T> service) {
        return service == HttpSenderProvider.class ? List.of(service.cast(this)) : others.load(service);
    }

    @Override
    public HttpSender createSender(HttpSenderConfig config) {
        if (PlainPost.reaches(config.getEndpoint())) {
            return new PlainPost(config, retries);
        }
        try {
            return new JdkPost(config, retries);
        } catch (LinkageError noClient) {
            // A runtime without the module java.net.http.
            return others.load(HttpSenderProvider.class).iterator().next().createSender(config);
        }
    }
}

package dev.engram.collector.forward;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections to one endpoint, on a thread of their own. HTTP/2 for gRPC, else HTTP/1.1, which every endpoint knows. */
final class EndpointClient implements AutoCloseable {

    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final EventLoopGroup loop;
    private final ClientFactory factory;
    private final WebClient client;

    /**
     * Connects to nothing yet.
     *
     * @throws ForwardException where a certificate or key cannot be used; the message is one sentence
     */
    EndpointClient(ForwardOptions options) throws ForwardException {
        loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("engram-forward-io", true), NioIoHandler.newFactory());
        boolean started = false;
        try {
            factory = factory(options, loop);
            client = WebClient.builder(protocol(options), Endpoint.of(options.host(), options.port()))
                    .factory(factory)
                    .responseTimeout(options.timeout())
                    .writeTimeout(options.timeout())
                    .maxResponseLength(MAX_ANSWER_BYTES)
                    .addHeaders(options.headers().entrySet())
                    .build();
            started = true;
        } finally {
            if (!started) {
                stop(loop);
            }
        }
    }

    WebClient client() {
        return client;
    }

    private static SessionProtocol protocol(ForwardOptions options) {
        if (options.protocol() == ForwardOptions.Protocol.GRPC) {
            return options.isTls() ? SessionProtocol.H2 : SessionProtocol.H2C;
        }
        return options.isTls() ? SessionProtocol.H1 : SessionProtocol.H1C;
    }

    private static ClientFactory factory(ForwardOptions options, EventLoopGroup loop) throws ForwardException {
        ClientFactoryBuilder builder = ClientFactory.builder()
                .workerGroup(loop, false)
                .connectTimeout(min(options.timeout(), Duration.ofSeconds(5)))
                .meterRegistry(NoopMeterRegistry.get())
                // As every other program of the machine does it: hosts file, search domains and all.
                .addressResolverGroupFactory(group -> DefaultAddressResolverGroup.INSTANCE);
        File authority = readable(options.authority(), "the authorities' certificates");
        File certificate = readable(options.certificate(), "the collector's certificate");
        File key = readable(options.key(), "the collector's key");
        try {
            if (authority != null) {
                builder.tlsCustomizer(tls -> tls.trustManager(authority));
            }
            if (certificate != null && key != null) {
                builder.tls(TlsKeyPair.of(key, certificate));
            }
            ClientFactory factory = builder.build();
            return factory;
        } catch (RuntimeException e) {
            throw new ForwardException(
                    "The certificates or the key for forwarding cannot be used ("
                            + Causes.root(e).getMessage()
                            + "); certificates are PEM files, a key is PKCS#8 in PEM without a password.",
                    e);
        }
    }

    private static @Nullable File readable(@Nullable Path file, String what) throws ForwardException {
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            throw new ForwardException("The file " + file + " with " + what + " cannot be read.");
        }
        return file == null ? null : file.toFile();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static void stop(EventLoopGroup loop) {
        Future<?> unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Breaks off what is on its way. */
    @Override
    public void close() {
        factory.close();
        stop(loop);
    }
}

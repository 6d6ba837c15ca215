package dev.engram.collector.server;

import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.engram.collector.server.access.Access;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One server on one port. */
final class Endpoint implements AutoCloseable {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ZERO;
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(3);

    private final Server server;
    private final @Nullable String note;

    /** A request of spans has some hundred kilobytes: in Netty's pieces of eight it costs a microsecond a span more. */
    private static final int CHUNK = 1 << 18;

    private static final int FIRST_READ = 1 << 11;
    private static final int MIN_READ = 1 << 6;

    private Endpoint(Server server, @Nullable String note) {
        this.server = server;
        this.note = note;
    }

    /**
     * Starts a server, on a free port where the wanted one is taken and was not asked for.
     *
     * @param name what the port is for, for messages
     * @param option how the user names the port, for messages
     * @param access who may use it
     * @throws StartException where the host cannot be listened on, or the port is taken and was asked for
     */
    static Endpoint start(
            String name,
            String option,
            String host,
            CollectorOptions.Port port,
            Access access,
            Consumer<ServerBuilder> services)
            throws StartException {
        InetAddress address = address(host);
        try {
            return new Endpoint(listen(address, port.number(), access, services), null);
        } catch (CompletionException e) {
            if (!(root(e) instanceof BindException)) {
                throw new StartException(
                        "The port for " + name + " cannot be opened: " + root(e).getMessage() + ".", e);
            }
            if (port.explicit() || port.number() == 0) {
                throw new StartException(
                        "Cannot listen on " + host + ":" + port.number() + " for " + name + " (" + root(e).getMessage()
                                + "); stop what uses it or give " + option + " another port.",
                        e);
            }
        }
        try {
            Server server = listen(address, 0, access, services);
            return new Endpoint(
                    server,
                    "Port " + port.number() + " is taken: " + name + " listens on " + server.activeLocalPort() + ".");
        } catch (CompletionException e) {
            throw new StartException(
                    "No port for " + name + " can be opened on " + host + ": " + root(e).getMessage(), e);
        }
    }

    private static Server listen(InetAddress address, int port, Access access, Consumer<ServerBuilder> services)
            throws StartException {
        ServerBuilder builder = Server.builder()
                .port(new InetSocketAddress(address, port), access.protocol())
                .meterRegistry(NoopMeterRegistry.get())
                // The API has its own: longer than a query may take.
                .requestTimeout(REQUEST_TIMEOUT)
                .http1MaxChunkSize(CHUNK)
                .childChannelOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(MIN_READ, FIRST_READ, CHUNK))
                .unloggedExceptionsReportInterval(Duration.ZERO)
                .disableServerHeader()
                .disableDateHeader()
                .bossGroupFactory(Endpoint::boss)
                .gracefulShutdownTimeout(QUIET, STOP_DEADLINE);
        services.accept(builder);
        Server server;
        try {
            access.addTo(builder);
            server = builder.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new StartException(
                    "The certificate or its key cannot be read: " + root(e).getMessage()
                            + "; --certificate and --key name files in PEM format, the key as PKCS#8 without a password.",
                    e);
        }
        try {
            server.start().join();
            return server;
        } catch (CompletionException e) {
            server.close();
            throw e;
        }
    }

    /** One thread that accepts connections. Netty's own would linger for two seconds when told to end. */
    private static EventLoopGroup boss(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory()) {
            @Override
            public Future<?> shutdownGracefully() {
                return shutdownGracefully(0, STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            }
        };
    }

    private static InetAddress address(String host) throws StartException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartException(
                    "There is no host " + host + " to listen on; give --host an address of this machine.", e);
        }
    }

    /** Whether only programs of this machine reach the address. */
    static boolean isLoopback(String host) throws StartException {
        return address(host).isLoopbackAddress();
    }

    /** Whether the name is one of this machine. */
    static boolean isHere(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    int port() {
        return server.activeLocalPort();
    }

    /** One line where another port than the wanted one was taken. */
    @Nullable
    String note() {
        return note;
    }

    /** Ends what is running within its deadline. */
    @Override
    public void close() {
        server.stop().join();
    }
}

package dev.engram.collector.server.access;

import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one server, none of which keeps others out. One that has not sent the head of a request ten seconds
 * after it could is closed. Where there are too many, the one is closed that has waited longest without a whole request;
 * one whose request is being answered is never closed for others.
 *
 * <p>The time of a whole request is bounded by the server's own deadline.
 */
@Sharable
final class Connections extends ChannelInboundHandlerAdapter {

    /** Connections of one server. */
    static final int MAX = 1000;

    private static final long HEAD_SECONDS = 10;
    private static final AttributeKey<Connection> KEY = AttributeKey.valueOf(Connections.class, "connection");

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /** One connection. Its fields are written on the thread of its channel, and read by others to choose one to close. */
    private static final class Connection {

        private final Channel channel;

        /** Requests that have come whole and are not answered. */
        private final AtomicInteger answering = new AtomicInteger();

        /** When it was opened, or was last of use. */
        private volatile long lastUse = System.nanoTime();

        private final AtomicInteger begun = new AtomicInteger();

        /** Requests that have begun and are not answered. */
        private final AtomicInteger current = new AtomicInteger();

        private volatile boolean multiplex;

        /** Whether it is looked after because bytes of a next request have come. */
        private boolean watched;

        private Connection(Channel channel) {
            this.channel = channel;
        }

        private void use() {
            lastUse = System.nanoTime();
        }
    }

    /** Looks after all connections of the server. */
    void addTo(ServerBuilder server) {
        // Beyond the limit there is room to take one, and to close another for it.
        server.maxNumConnections(2 * MAX);
        server.childChannelPipelineCustomizer(pipeline -> pipeline.addFirst(this));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Connection connection = new Connection(ctx.channel());
        ctx.channel().attr(KEY).set(connection);
        open.add(connection);
        var unused = ctx.channel().closeFuture().addListener(closed -> open.remove(connection));
        watch(connection);
        if (open.size() > MAX) {
            closeOne(connection);
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        Connection connection = ctx.channel().attr(KEY).get();
        // HTTP/2 has bytes of its own between requests.
        if (connection != null && connection.current.get() == 0 && !connection.multiplex) {
            watch(connection);
        }
        ctx.fireChannelRead(bytes);
    }

    /** Closes the connection in ten seconds, unless a request has begun by then. */
    private static void watch(Connection connection) {
        if (connection.watched) {
            return;
        }
        connection.watched = true;
        int begun = connection.begun.get();
        var unused = connection
                .channel
                .eventLoop()
                .schedule(
                        () -> {
                            connection.watched = false;
                            if (connection.begun.get() == begun) {
                                close(connection);
                            }
                        },
                        HEAD_SECONDS,
                        TimeUnit.SECONDS);
    }

    private static void close(Connection connection) {
        var unused = connection.channel.close();
    }

    private void closeOne(Connection newest) {
        open.stream()
                .filter(each -> each != newest && each.answering.get() == 0)
                .min(Comparator.comparingLong(each -> each.lastUse))
                .ifPresent(each -> {
                    open.remove(each);
                    close(each);
                });
    }

    /** Notes that the head of a request has come; to be called on the thread of its connection. */
    static void began(ServiceRequestContext ctx) {
        Channel channel = ctx.log().partial().channel();
        Connection connection = channel == null ? null : channel.attr(KEY).get();
        if (connection == null) {
            return;
        }
        connection.begun.incrementAndGet();
        connection.current.incrementAndGet();
        connection.multiplex = ctx.sessionProtocol().isMultiplex();
        CompletableFuture<Void> whole = ctx.log().whenRequestComplete().thenRun(() -> {
            connection.answering.incrementAndGet();
            connection.use();
        });
        var unused = ctx.log().whenComplete().thenAcceptBoth(whole, (log, none) -> {
            connection.answering.decrementAndGet();
            connection.current.decrementAndGet();
            connection.use();
        });
    }
}

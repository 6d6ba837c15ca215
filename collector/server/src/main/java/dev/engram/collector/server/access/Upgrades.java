package dev.engram.collector.server.access;

import com.linecorp.armeria.server.ServerBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Answers a request with a body by HTTP/1.1 if it asks for an upgrade to HTTP/2, which a server may do. The server's library
 * upgrades first, and then waits for ever for the rest of a body that is larger than its buffers.
 *
 * <p>The library makes its handlers when it has seen the first four bytes of a connection. So these are given to it alone;
 * then {@link PlainBodies} is put among its handlers before the rest follows.
 */
final class Upgrades extends ChannelInboundHandlerAdapter {

    private static final int PREFACE = 4;

    /** The handler of the library that upgrades; its class is not public. */
    private static final String UPGRADING = "HttpServerUpgradeHandler";

    private static final String SETTINGS = "HTTP2-Settings";

    private Upgrades() {}

    /** Looks after all connections of a server without TLS, with which there is no upgrade. */
    static void addTo(ServerBuilder server) {
        server.childChannelPipelineCustomizer(pipeline -> pipeline.addFirst(new Upgrades()));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (bytes.readableBytes() > PREFACE) {
            ctx.fireChannelRead(bytes.readRetainedSlice(PREFACE));
        }
        // If fewer came there is no handler yet; then the next bytes are looked at.
        if (insert(pipeline) || !isDeciding(pipeline)) {
            pipeline.remove(this);
        }
        ctx.fireChannelRead(bytes);
    }

    private static boolean insert(ChannelPipeline pipeline) {
        for (Map.Entry<String, ChannelHandler> each : pipeline) {
            if (each.getValue().getClass().getSimpleName().equals(UPGRADING)) {
                pipeline.addBefore(each.getKey(), null, new PlainBodies());
                return true;
            }
        }
        return false;
    }

    /** Whether the library has not seen yet which protocol it is. */
    private static boolean isDeciding(ChannelPipeline pipeline) {
        for (Map.Entry<String, ChannelHandler> each : pipeline) {
            if (each.getValue().getClass().getSimpleName().equals("Http2PrefaceOrHttpHandler")) {
                return true;
            }
        }
        return false;
    }

    /** Takes the wish for an upgrade from requests with a body. */
    private static final class PlainBodies extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request
                    && request.headers().contains(HttpHeaderNames.UPGRADE)
                    && (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0)) {
                removeWish(request.headers());
            }
            ctx.fireChannelRead(message);
        }

        private static void removeWish(HttpHeaders headers) {
            headers.remove(HttpHeaderNames.UPGRADE);
            headers.remove(SETTINGS);
            String rest = headers.getAll(HttpHeaderNames.CONNECTION).stream()
                    .flatMap(value -> Arrays.stream(value.split(",")))
                    .map(String::strip)
                    .filter(each -> !each.equalsIgnoreCase("upgrade") && !each.equalsIgnoreCase(SETTINGS))
                    .collect(Collectors.joining(", "));
            headers.remove(HttpHeaderNames.CONNECTION);
            if (!rest.isEmpty()) {
                headers.set(HttpHeaderNames.CONNECTION, rest);
            }
        }
    }
}

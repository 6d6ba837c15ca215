package dev.engram.collector.server.access;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import com.linecorp.armeria.common.grpc.protocol.StatusMessageEscaper;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.engram.collector.common.render.Json;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through whose Host is known, that no page of another site has sent, and that shows the token where there
 * is one. A client of gRPC gets a gRPC status, any other one {@code {"error": "one sentence"}}.
 */
final class AccessCheck extends SimpleDecoratingHttpService {

    private static final int PERMISSION_DENIED = 7;
    private static final int UNAUTHENTICATED = 16;

    private final HostCheck hosts;
    private final @Nullable Token token;

    AccessCheck(HttpService delegate, HostCheck hosts, @Nullable Token token) {
        super(delegate);
        this.hosts = hosts;
        this.token = token;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        Connections.began(ctx);
        if (!hosts.isKnown(request.authority())) {
            return refuse(
                    request,
                    HttpStatus.FORBIDDEN,
                    "The Host header names another host; use 127.0.0.1 or localhost, or start the collector with"
                            + " --allow-host and that name.");
        }
        if (!HostCheck.isSame(request.headers().get(HttpHeaderNames.ORIGIN), request.authority())) {
            return refuse(request, HttpStatus.FORBIDDEN, "A page of another site may not ask the collector.");
        }
        if (token != null
                && !ctx.path().equals(Access.HEALTH)
                && !token.isShownBy(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
            return refuse(
                    request,
                    HttpStatus.UNAUTHORIZED,
                    "The collector's token is missing or wrong; send it as the header Authorization: Bearer TOKEN.");
        }
        return unwrap().serve(ctx, request);
    }

    private static HttpResponse refuse(HttpRequest request, HttpStatus status, String message) {
        MediaType type = request.contentType();
        boolean grpc = type != null && type.subtype().startsWith("grpc");
        return grpc ? grpc(status, message) : http(status, message);
    }

    private static HttpResponse grpc(HttpStatus status, String message) {
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.create("application", "grpc"))
                .endOfStream(true)
                .setInt(
                        GrpcHeaderNames.GRPC_STATUS,
                        status.equals(HttpStatus.UNAUTHORIZED) ? UNAUTHENTICATED : PERMISSION_DENIED)
                .set(GrpcHeaderNames.GRPC_MESSAGE, StatusMessageEscaper.escape(message))
                .build());
    }

    private static HttpResponse http(HttpStatus status, String message) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(status)
                .contentType(MediaType.JSON_UTF_8)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (status.equals(HttpStatus.UNAUTHORIZED)) {
            // A browser asks for a password only if it is offered Basic.
            headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"Engram\"");
            headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Engram: the token is the password\"");
        }
        String body = Json.write(Json.mapper().createObjectNode().put("error", message));
        return HttpResponse.of(headers.build(), HttpData.ofUtf8(body));
    }
}

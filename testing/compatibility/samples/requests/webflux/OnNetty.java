import java.net.URI;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Spring WebFlux on Netty. */
public final class OnNetty {

    private OnNetty() {}

    public static void main(String[] args) throws Exception {
        Served.POOL.prestartAllCoreThreads();
        RouterFunction<ServerResponse> routes = RouterFunctions.route()
                .GET("/store", request -> stored(Mono.just("").map(each -> store(request))))
                .GET(
                        "/pool",
                        request -> stored(
                                Mono.fromCallable(() -> store(request)).subscribeOn(Schedulers.boundedElastic())))
                .POST(
                        "/body",
                        request -> stored(request.bodyToMono(String.class).map(body -> store(request))))
                .GET(
                        "/redirect",
                        request -> ServerResponse.temporaryRedirect(URI.create("/store?key=" + key(request)))
                                .build())
                .GET("/forward", OnNetty::forwardOnPool)
                .GET("/forward-on-pool", OnNetty::forwardOnPool)
                .GET(
                        "/echo",
                        request -> stored(
                                Mono.just(Served.told(name -> request.headers().header(name)))))
                .build();
        HttpHandler handler = RouterFunctions.toHttpHandler(routes);
        DisposableServer server = HttpServer.create()
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();
        Caller.call(server.port(), "store", "pool");
        server.disposeNow();
        Served.POOL.shutdown();
    }

    private static String key(ServerRequest request) {
        return request.queryParam("key").orElse("");
    }

    private static String store(ServerRequest request) {
        Served.store(key(request));
        return "";
    }

    private static Mono<ServerResponse> forwardOnPool(ServerRequest request) {
        int port = Objects.requireNonNull(request.exchange().getRequest().getLocalAddress())
                .getPort();
        Function<String, String> forward = key -> Served.forward(port, key);
        return stored(Mono.fromCallable(() -> forward.apply(key(request))).subscribeOn(Schedulers.boundedElastic()));
    }

    private static Mono<ServerResponse> stored(Mono<String> answer) {
        return answer.flatMap(text -> ServerResponse.ok().bodyValue(text));
    }
}

package dev.engram.agent.context;

import dev.engram.agent.context.HandOver.Role;
import java.util.ArrayList;
import java.util.List;

/** Where requests come into a process and go out of it. docs/context.md has the same as a table. */
public final class Requests {

    private static final String SPRING = "org.springframework.";

    private Requests() {}

    /** All of them. A method that a version does not have is none. */
    public static List<HandOver> all() {
        List<HandOver> all = new ArrayList<>();
        servlet("javax.servlet.", all);
        servlet("jakarta.servlet.", all);
        // Before any servlet, and what a filter does is a part of the request too.
        all.add(new HandOver(SPRING + "web.filter.OncePerRequestFilter", "doFilter", 0, Role.SERVES));
        webFlux(all);
        httpClient(all);
        return all;
    }

    private static void servlet(String api, List<HandOver> all) {
        String arguments =
                "L" + api.replace('.', '/') + "ServletRequest;L" + api.replace('.', '/') + "ServletResponse;";
        all.add(new HandOver(api + "http.HttpServlet", "service", "(" + arguments + ")V", 0, Role.SERVES));
        all.add(new HandOver(
                api + "http.HttpFilter",
                "doFilter",
                "(" + arguments + "L" + api.replace('.', '/') + "FilterChain;)V",
                0,
                Role.SERVES));
    }

    private static void webFlux(List<HandOver> all) {
        all.add(new HandOver(SPRING + "web.server.adapter.HttpWebHandlerAdapter", "handle", 0, Role.SERVES_LATER));
        // A request's body comes when the thread has gone on: what is done with it is a part of what asked for it.
        String netty = "reactor.netty.channel.FluxReceive";
        all.add(new HandOver(netty, "startReceiver", HandOver.RECEIVER, Role.HANDS_OVER));
        for (String signals : List.of("drainReceiver", "onInboundNext", "onInboundComplete", "onInboundError")) {
            all.add(new HandOver(netty, signals, HandOver.RECEIVER, Role.RUNS));
        }
        String servlet = SPRING + "http.server.reactive.AbstractListenerReadPublisher";
        all.add(new HandOver(servlet, "subscribe", HandOver.RECEIVER, Role.HANDS_OVER));
        for (String signals : List.of("onDataAvailable", "onAllDataRead", "onError")) {
            all.add(new HandOver(servlet, signals, HandOver.RECEIVER, Role.RUNS));
        }
    }

    private static void httpClient(List<HandOver> all) {
        String request = "jdk.internal.net.http.HttpRequestImpl";
        all.add(new HandOver(
                request, "<init>", "(Ljava/net/http/HttpRequest;Ljava/net/ProxySelector;)V", 0, Role.SENDS));
        String again = "(Ljava/net/URI;Ljava/lang/String;Ljdk/internal/net/http/HttpRequestImpl;Z";
        all.add(new HandOver(request, "<init>", again + ")V", 2, Role.SENDS_AGAIN));
        // JDK 25 and later.
        all.add(new HandOver(request, "<init>", again + "Ljava/util/Optional;)V", 2, Role.SENDS_AGAIN));
    }
}

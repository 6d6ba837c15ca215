package dev.engram.collector.server.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets through only requests whose Host is a loopback name, an IP address, or a name that the collector was told of. A web page that has its own name point here (DNS rebinding) sends its own name as Host.
 */
final class HostCheck extends SimpleDecoratingHttpService {

    private final Set<String> names;

    HostCheck(HttpService delegate, Set<String> names) {
        super(delegate);
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        return isKnown(request.authority())
                ? unwrap().serve(ctx, request)
                : Answers.error(
                        HttpStatus.FORBIDDEN,
                        "The Host header names another host; use 127.0.0.1 or localhost, or start the collector with"
                                + " --allow-host and that name.");
    }

    private boolean isKnown(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        String host = host(authority).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || names.contains(host)
                || NetUtil.isValidIpV4Address(host)
                || NetUtil.isValidIpV6Address(host);
    }

    private static String host(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? authority : authority.substring(1, end);
        }
        int colon = authority.lastIndexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }
}

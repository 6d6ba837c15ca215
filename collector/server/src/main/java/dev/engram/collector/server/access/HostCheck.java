package dev.engram.collector.server.access;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows the names by which the collector may be asked: a loopback name, an IP address, or a name that it was told of. A
 * web page that has its own name point here (DNS rebinding) sends its own name as Host.
 */
final class HostCheck {

    private final Set<String> names;

    /**
     * A check.
     *
     * @param names names besides addresses and {@code localhost}, in any case
     */
    HostCheck(Set<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a request may name this host.
     *
     * @param authority Host of HTTP/1, {@code :authority} of HTTP/2, with or without a port
     */
    boolean isKnown(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        String host = host(authority).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || names.contains(host)
                || NetUtil.isValidIpV4Address(host)
                || NetUtil.isValidIpV6Address(host);
    }

    /**
     * Whether a page of this origin may ask: only one that came from the same host and port. A browser names the origin,
     * a program does not.
     *
     * @param origin the header of that name; null where there is none
     */
    static boolean isSame(@Nullable String origin, @Nullable String authority) {
        if (origin == null) {
            return true;
        }
        try {
            String place = new URI(origin).getRawAuthority();
            return place != null && authority != null && place.equalsIgnoreCase(authority);
        } catch (URISyntaxException e) {
            return false;
        }
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

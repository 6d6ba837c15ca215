package dev.engram.agent.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** An http or https URL that the user gave. What may be a secret in it, user information and query, is never shown. */
final class Url {

    private Url() {}

    /** What is wrong with {@code text}, half a sentence; null when nothing is. */
    static @Nullable String fault(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            return "is no URL";
        }
        String scheme = uri.getScheme();
        if (scheme == null || uri.getRawSchemeSpecificPart().isEmpty()) {
            return "is no URL";
        }
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            return "is no http or https URL";
        }
        String authority = uri.getRawAuthority();
        if (authority == null) {
            return "names no host";
        }
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        // Not java.net.URI's own host and port: it has none where the name has an underscore, as containers' names do.
        int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
        if (colon == 0 || host.isEmpty()) {
            return "names no host";
        }
        return colon < 0 || isPort(host.substring(colon + 1)) ? null : "has a port that is not from 1 to 65535";
    }

    private static boolean isPort(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= 65_535;
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    /** {@code text} fit to be shown. */
    static String shown(String text) {
        String shown = text;
        int query = shown.indexOf('?');
        if (query >= 0) {
            shown = shown.substring(0, query) + "?...";
        }
        int user = endOfUser(shown);
        return user < 0 ? shown : shown.substring(0, startOfUser(shown)) + "***" + shown.substring(user);
    }

    /** A good URL without its user information. */
    static String withoutUser(String url) {
        int user = endOfUser(url);
        return user < 0 ? url : url.substring(0, startOfUser(url)) + url.substring(user + 1);
    }

    /** A good URL with {@code path} after its own. */
    static String append(String url, String path) {
        int query = url.indexOf('?');
        String base = query < 0 ? url : url.substring(0, query);
        return base + (base.endsWith("/") ? "" : "/") + path + (query < 0 ? "" : url.substring(query));
    }

    private static int startOfUser(String url) {
        int slashes = url.indexOf("://");
        return slashes < 0 ? 0 : slashes + 3;
    }

    /** The index of the at sign, -1 when there is none. */
    private static int endOfUser(String url) {
        int start = startOfUser(url);
        int slash = url.indexOf('/', start);
        int at = slash < 0 ? url.lastIndexOf('@') : url.lastIndexOf('@', slash);
        return at >= start ? at : -1;
    }
}

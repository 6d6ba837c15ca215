package com.acme.fleet;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;

/**
 * What the command line and the environment say.
 *
 * @param redis where Redis listens
 * @param withMiss whether to look for a plan that does not exist, too
 */
record Settings(URI redis, boolean withMiss) {
    private static final int DEFAULT_PORT = 6379;

    static final String USAGE = """
            Usage: java -jar demo-app.jar [--with-miss]
              --with-miss   also look for a plan that does not exist
            Environment:
              REDIS_URL     where Redis listens, default redis://127.0.0.1:6379""";

    /** Reads both; throws {@link IllegalArgumentException} with one clear sentence. */
    static Settings of(List<String> args, Map<String, String> environment) {
        boolean withMiss = false;
        for (String arg : args) {
            if (!arg.equals("--with-miss")) {
                throw new IllegalArgumentException("Unknown option " + arg + "; the only one is --with-miss.");
            }
            withMiss = true;
        }
        return new Settings(redis(environment.getOrDefault("REDIS_URL", "redis://127.0.0.1:6379")), withMiss);
    }

    private static URI redis(String text) {
        try {
            URI uri = new URI(text);
            boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            if (known && uri.getHost() != null) {
                return uri.getPort() < 0 ? withPort(uri) : uri;
            }
        } catch (URISyntaxException e) {
            // said below, without the text: it may carry a password
        }
        throw new IllegalArgumentException("REDIS_URL is not of the form redis://host:port.");
    }

    /** Put together from the raw parts: decoding a password and encoding it again could change it. */
    private static URI withPort(URI uri) throws URISyntaxException {
        String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new URI(uri.getScheme() + "://" + login + uri.getHost() + ":" + DEFAULT_PORT + path + query);
    }

    /** Host and port only: the rest may carry a password. */
    String address() {
        return redis.getHost() + ":" + redis.getPort();
    }
}

package com.acme.fleet;

import com.acme.scenarios.Scenarios;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line and the environment say.
 *
 * @param redis where Redis listens
 * @param command what to do
 * @param scenarios which to play, in this order
 * @param withMiss whether the fleet looks for a plan that does not exist, too
 * @param keep whether what the scenarios remember stays in Redis
 * @param pause before all of it is played again; null to play it once
 */
record Settings(
        URI redis,
        Command command,
        List<String> scenarios,
        boolean withMiss,
        boolean keep,
        @Nullable Duration pause) {
    private static final int DEFAULT_PORT = 6379;
    private static final int LONGEST_PAUSE = 3600;

    /** The scenario that is played where none is named. */
    static final String FLEET = "fleet";

    private static final String ALL = "all";
    private static final String OPTIONS = "--scenario NAME, --loop SECONDS, --keep and --with-miss";

    static final String USAGE = """
            Usage: java -jar demo-app.jar [--scenario NAME] [--loop SECONDS] [--keep] [--with-miss]
                   java -jar demo-app.jar bench [--json]
              --scenario NAME  what to play: fleet (the default), feature, bug, review, patterns, or all
              --loop SECONDS   play it again and again, with this pause
              --keep           leave in Redis what the scenarios remember
              --with-miss      let the fleet also look for a plan that does not exist
              bench            time the memory; --json for programs
            Environment:
              REDIS_URL        where Redis listens, default redis://127.0.0.1:6379""";

    /** What to do. */
    enum Command {
        PLAY,
        BENCH,
        BENCH_JSON
    }

    /** Reads both; throws {@link IllegalArgumentException} with one clear sentence. */
    static Settings of(List<String> args, Map<String, String> environment) {
        URI redis = redis(environment.getOrDefault("REDIS_URL", "redis://127.0.0.1:6379"));
        if (!args.isEmpty() && args.get(0).equals("bench")) {
            return new Settings(redis, bench(args.subList(1, args.size())), List.of(), false, false, null);
        }
        List<String> scenarios = List.of(FLEET);
        boolean withMiss = false;
        boolean keep = false;
        Duration pause = null;
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            switch (arg) {
                case "--with-miss" -> withMiss = true;
                case "--keep" -> keep = true;
                case "--scenario" -> scenarios = scenarios(value(arg, rest));
                case "--loop" -> pause = pause(value(arg, rest));
                default ->
                    throw new IllegalArgumentException(
                            "Unknown option " + arg + "; known are " + OPTIONS + ", or bench first.");
            }
        }
        return new Settings(redis, Command.PLAY, scenarios, withMiss, keep, pause);
    }

    private static Command bench(List<String> rest) {
        if (rest.isEmpty()) {
            return Command.BENCH;
        }
        if (rest.equals(List.of("--json"))) {
            return Command.BENCH_JSON;
        }
        throw new IllegalArgumentException("Unknown option " + rest.get(0) + "; the only one of bench is --json.");
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value; known are " + OPTIONS + ".");
        }
        return rest.next();
    }

    private static List<String> scenarios(String name) {
        List<String> all = new ArrayList<>(List.of(FLEET));
        all.addAll(Scenarios.NAMES);
        if (name.equals(ALL)) {
            return List.copyOf(all);
        }
        if (!all.contains(name)) {
            throw new IllegalArgumentException(
                    "Unknown scenario " + name + "; known are " + String.join(", ", all) + " and " + ALL + ".");
        }
        return List.of(name);
    }

    private static Duration pause(String seconds) {
        try {
            int number = Integer.parseInt(seconds);
            if (number >= 0 && number <= LONGEST_PAUSE) {
                return Duration.ofSeconds(number);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--loop is " + seconds + "; give seconds, 0 to " + LONGEST_PAUSE + ".");
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

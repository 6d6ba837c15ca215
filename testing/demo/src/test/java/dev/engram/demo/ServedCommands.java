package dev.engram.demo;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** How often a Redis is asked for each command from now on, by its own {@code INFO commandstats}. */
final class ServedCommands implements AutoCloseable {

    private static final String END = "end-of-monitor";
    private static final Pattern STATISTIC =
            Pattern.compile("cmdstat_(\\w+)(?:\\|[\\w-]+)?:calls=(\\d+),.*rejected_calls=(\\d+),.*");
    private static final Pattern SCRIPT_CALL = Pattern.compile("\\S+ \\[\\d+ lua\\] \"(\\w+)\".*");

    private final Jedis control;
    private final Jedis monitor;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private ServedCommands(String host, int port) {
        control = new Jedis(host, port);
        monitor = new Jedis(host, port, 0);
    }

    /** Counts from now on. */
    static ServedCommands since(String host, int port) {
        ServedCommands served = new ServedCommands(host, port);
        Thread thread = new Thread(served::listen, "redis-monitor");
        thread.setDaemon(true);
        thread.start();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            served.control.ping();
            return !served.lines.isEmpty();
        });
        served.control.configResetStat();
        return served;
    }

    private void listen() {
        try {
            monitor.monitor(new JedisMonitor() {
                @Override
                public void onCommand(String line) {
                    lines.add(line);
                }
            });
        } catch (JedisConnectionException closed) {
            // The end.
        }
    }

    /** What clients asked for until now, without what scripts called, which the server counts as well. */
    Map<String, Long> counts() {
        String statistics = control.info("commandstats");
        control.echo(END);
        await().atMost(Duration.ofMinutes(1)).until(() -> lines.stream().anyMatch(line -> line.contains(END)));
        Map<String, Long> counts = new TreeMap<>();
        for (String line : statistics.lines().toList()) {
            Matcher statistic = STATISTIC.matcher(line);
            if (statistic.matches()) {
                long count = Long.parseLong(statistic.group(2)) + Long.parseLong(statistic.group(3));
                counts.merge(statistic.group(1).toUpperCase(Locale.ROOT), count, Long::sum);
            }
        }
        for (String line : lines) {
            Matcher call = SCRIPT_CALL.matcher(line);
            if (call.matches()) {
                counts.merge(call.group(1).toUpperCase(Locale.ROOT), -1L, Long::sum);
            }
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    @Override
    public void close() {
        monitor.disconnect();
        control.close();
    }
}

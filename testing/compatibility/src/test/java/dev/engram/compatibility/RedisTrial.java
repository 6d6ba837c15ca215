package dev.engram.compatibility;

import dev.engram.agent.telemetry.Otlp;
import dev.engram.collector.keyspace.redis.RealRedis;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;

/**
 * A generated program, which has run without the agent and then under it, on the same real Redis that was emptied between.
 *
 * @param plain what it printed without the agent
 * @param trace what it printed under the agent, and what arrived
 * @param missingScripts how often a script was not known to the server, which some clients keep to themselves
 * @param served how often the server was asked for each command under the agent; neither housekeeping nor what scripts call
 */
record RedisTrial(String plain, Trace trace, Map<String, Long> served, long missingScripts) {

    /** In each value that the programs store. */
    static final String SECRET = "s3cr3t";

    /** Commands that make no root span. */
    static final Set<String> HOUSEKEEPING = Set.of(
            "PING",
            "ECHO",
            "HELLO",
            "AUTH",
            "CLIENT",
            "SELECT",
            "INFO",
            "COMMAND",
            "QUIT",
            "READONLY",
            "READWRITE",
            "ASKING",
            "CLUSTER",
            "CONFIG",
            "ROLE",
            "WAIT",
            "RESET",
            "MONITOR",
            "ACL");

    private static final String UNKNOWN = "NOSUCHCOMMAND";
    private static final String IN_VAIN = "DECRBY";

    private static final Pattern STATISTIC =
            Pattern.compile("cmdstat_(\\w+)(?:\\|[\\w-]+)?:calls=(\\d+),.*rejected_calls=(\\d+),.*");
    private static final Pattern SCRIPT_CALL = Pattern.compile("\\S+ \\[\\d+ lua\\] \"(\\w+)\".*");
    private static final Pattern CODE = Pattern.compile("[\\w.$]+(?:Exception|Error): ([A-Z]{3,}) ");
    private static final Pattern MISSING_SCRIPT = Pattern.compile("errorstat_NOSCRIPT:count=(\\d+)");
    private static final Pattern SENT_IN_VAIN = Pattern.compile("^in vain (\\d+)$", Pattern.MULTILINE);

    /** Runs it twice; it gets the host and the port of the server, and these arguments. */
    static RedisTrial of(Run run, String... arguments) throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED);
                Jedis control = new Jedis("127.0.0.1", redis.port())) {
            String[] all = new String[arguments.length + 2];
            all[0] = "127.0.0.1";
            all[1] = Integer.toString(redis.port());
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            String plain = run.plain(all);
            control.flushAll();
            control.scriptFlush();
            control.aclDelUser("bob");
            try (RedisMonitor monitor = RedisMonitor.start(redis.port())) {
                control.configResetStat();
                Trace trace = run.trace(all);
                String statistics = control.info("commandstats");
                String errors = control.info("errorstats");
                List<String> called = monitor.stop();
                return new RedisTrial(plain, trace, served(statistics, called), missingScripts(errors));
            }
        }
    }

    private static long missingScripts(String errors) {
        return MISSING_SCRIPT
                .matcher(errors)
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .sum();
    }

    private static Map<String, Long> served(String statistics, List<String> called) {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : statistics.lines().toList()) {
            Matcher statistic = STATISTIC.matcher(line);
            if (statistic.matches()) {
                long count = Long.parseLong(statistic.group(2)) + Long.parseLong(statistic.group(3));
                counts.merge(statistic.group(1).toUpperCase(Locale.ROOT), count, Long::sum);
            }
        }
        for (String line : called) {
            Matcher call = SCRIPT_CALL.matcher(line);
            if (call.matches()) {
                counts.merge(call.group(1).toUpperCase(Locale.ROOT), -1L, Long::sum);
            }
        }
        counts.keySet().removeAll(HOUSEKEEPING);
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    /**
     * How often the spans should have each command: as often as it was served, and those that the server does not count,
     * unknown ones and those of transactions that were given up.
     */
    Map<String, Long> sent() {
        Map<String, Long> counts = new TreeMap<>(served);
        long unknown = plain.lines()
                .filter(line -> line.contains("ERR unknown command"))
                .count();
        long inVain = SENT_IN_VAIN
                .matcher(plain)
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .max()
                .orElse(0);
        counts.put(UNKNOWN, unknown);
        counts.put(IN_VAIN, inVain);
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    /** How often the spans have each command. */
    Map<String, Long> inSpans() {
        Map<String, Long> counts = new TreeMap<>();
        for (Span span : commandSpans()) {
            Map<String, Object> attributes = Otlp.attributes(span);
            if (attributes.get("redis.commands") instanceof List<?> commands) {
                for (Object each : commands) {
                    String[] counted = String.valueOf(each).split(":", -1);
                    counts.merge(counted[0], Long.parseLong(counted[1]), Long::sum);
                }
            } else {
                counts.merge(String.valueOf(attributes.get("db.operation.name")), 1L, Long::sum);
            }
        }
        return counts;
    }

    /** How often each error came to the application or its client, other than in the result of a batch, by its code. */
    Map<String, Long> failures() {
        Map<String, Long> counts = Arrays.stream(plain.split("FAILED ", -1))
                .skip(1)
                // AUTH makes no root span.
                .filter(failed -> !failed.contains(": ERR AUTH "))
                .map(failed -> CODE.matcher(failed.lines().findFirst().orElse(""))
                        .results()
                        // The last one is that of the innermost exception.
                        .reduce("", (before, code) -> code.group(1), (one, other) -> other))
                .filter(code -> !code.isEmpty() && !code.equals("EXECABORT"))
                .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting()));
        if (missingScripts > 0) {
            counts.put("NOSCRIPT", missingScripts);
        }
        return counts;
    }

    /** How often spans of single commands have failed, by the code. */
    Map<String, Long> failuresInSpans() {
        return commandSpans().stream()
                .filter(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                .map(Otlp::attributes)
                .filter(attributes -> !attributes.containsKey("redis.commands"))
                .map(attributes -> String.valueOf(attributes.get("db.response.status_code")))
                .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting()));
    }

    List<Span> commandSpans() {
        return trace.spans().stream()
                .filter(span -> Otlp.attributes(span).containsKey("db.system.name"))
                .toList();
    }
}

package com.acme.fleet;

import com.acme.bench.MemoryBench;
import com.acme.memory.support.MemoryUnavailableException;
import com.acme.scenarios.Scenarios;
import com.acme.users.UserServiceTests;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Plays the scenarios: the fleet with its workflow, and the developers with theirs. */
public final class Main {
    private static final String WORKFLOW = "Test Plan Creation and Execution";

    private Main() {}

    /** Exit code 0: all tests passed; 1: not, or Redis failed; 2: the command line or the environment is wrong. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.getenv(), System.out, System.err));
    }

    static int run(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.println(Settings.USAGE);
            return 0;
        }
        Settings settings;
        try {
            settings = Settings.of(args, environment);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        }
        try (RedisClient redis = RedisClient.create(settings.redis())) {
            return work(redis, settings, out, err);
        }
    }

    private static int work(RedisClient redis, Settings settings, PrintStream out, PrintStream err) {
        if (settings.command() != Settings.Command.PLAY) {
            return said(settings, err, () -> {
                MemoryBench.run(redis, out, settings.command() == Settings.Command.BENCH_JSON);
                return true;
            });
        }
        Scenarios scenarios = new Scenarios(redis, Clock.systemUTC(), out::println);
        while (true) {
            int code = said(settings, err, () -> play(redis, scenarios, settings, out));
            Duration pause = settings.pause();
            if (pause == null) {
                return code;
            }
            try {
                Thread.sleep(pause.toMillis()); // also after a failure: Redis may be back by then
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return code;
            }
        }
    }

    /** Does something, and says in one sentence what fails. */
    private static int said(Settings settings, PrintStream err, BooleanSupplier work) {
        try {
            return work.getAsBoolean() ? 0 : 1;
        } catch (JedisConnectionException e) {
            err.println("Redis cannot be reached at " + settings.address() + "; start it, or set REDIS_URL.");
        } catch (JedisException e) {
            err.println("Redis at " + settings.address() + " refused: " + e.getMessage());
        } catch (MemoryUnavailableException e) {
            String where = e.getCause() instanceof JedisException ? " Redis is at " + settings.address() + "." : "";
            err.println(e.getMessage() + where);
        } catch (MemoryException e) {
            err.println(e.getMessage());
        }
        return 1;
    }

    private static boolean play(RedisClient redis, Scenarios scenarios, Settings settings, PrintStream out) {
        boolean allWell = true;
        for (String name : settings.scenarios()) {
            if (name.equals(Settings.FLEET)) {
                allWell &= playFleet(redis, settings, out);
            } else {
                scenarios.play(name, settings.keep());
            }
        }
        return allWell;
    }

    private static boolean playFleet(RedisClient redis, Settings settings, PrintStream out) {
        Clock clock = Clock.systemUTC();
        MemoryManager memory = new MemoryManager(redis);
        int restored = PlanArchive.restore(memory);
        out.println("restored " + restored + " plans of earlier runs");
        FleetCommander commander = new FleetCommander(
                memory,
                new TestGenerator(memory, clock),
                new TestExecutor(memory, UserServiceTests.byName()),
                new CoverageAnalyzer(memory, clock),
                settings.withMiss() ? List.of("test-plan-invalid") : List.of(),
                out::println);
        return commander.run(WORKFLOW).allPassed();
    }
}

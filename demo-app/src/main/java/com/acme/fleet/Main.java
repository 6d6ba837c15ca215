package com.acme.fleet;

import com.acme.users.UserServiceTests;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Starts the fleet for one workflow. */
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
            return work(redis, settings, out) ? 0 : 1;
        } catch (JedisConnectionException e) {
            err.println("Redis cannot be reached at " + settings.address() + "; start it, or set REDIS_URL.");
        } catch (JedisException e) {
            err.println("Redis at " + settings.address() + " refused: " + e.getMessage());
        } catch (MemoryException e) {
            err.println(e.getMessage());
        }
        return 1;
    }

    private static boolean work(RedisClient redis, Settings settings, PrintStream out) {
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

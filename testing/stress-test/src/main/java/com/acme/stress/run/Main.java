package com.acme.stress.run;

import com.acme.memory.management.ManagedMemory;
import com.acme.memory.management.ManagementSettings;
import com.acme.stress.StressScenario;
import com.acme.stress.channel.Channel;
import com.acme.stress.channel.Message;
import com.acme.stress.channel.RunSettings;
import com.acme.stress.scenario.WarmUp;
import java.net.URI;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * Runs one scenario. Its only argument are the {@link RunSettings}; {@code REDIS_URL} says where Redis listens. Exit code 0
 * when the load ended as it should, 1 when it failed, 2 when it could not begin.
 */
public final class Main {
    private static final String USER = "stress-test";
    private static final double MB = 1 << 20;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        RunSettings settings;
        StressScenario scenario;
        URI redis;
        try {
            settings = RunSettings.ofArgument(args.length == 1 ? args[0] : "none");
            scenario = find(settings.scenario());
            redis = URI.create(System.getenv().getOrDefault("REDIS_URL", "redis://127.0.0.1:6379"));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        try (RedisClient client = RedisClient.create(redis)) {
            client.ping();
        } catch (RuntimeException e) {
            System.err.println("Redis cannot be reached at " + redis.getHost() + ":" + redis.getPort() + ".");
            return 2;
        }
        try (ManagedMemory memory = ManagedMemory.open(redis, settings(settings))) {
            return run(settings, scenario, memory, redis);
        }
    }

    private static ManagementSettings settings(RunSettings settings) {
        return ManagementSettings.of(USER).withCleanUpEvery(Duration.ofSeconds(settings.cleanUpSeconds()));
    }

    private static StressScenario find(String id) {
        return ServiceLoader.load(StressScenario.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no scenario " + id + " on the class path."));
    }

    private static int run(RunSettings settings, StressScenario scenario, ManagedMemory memory, URI redis) {
        Channel channel = new Channel();
        RunningScenario run = new RunningScenario(settings, memory, channel::tell, Time.REAL);
        Thread hook = new Thread(() -> endEarly(run), "end of the stress test");
        Runtime.getRuntime().addShutdownHook(hook);
        WarmUp.run(memory);
        double initial = live();
        channel.tell(new Message.Started(Runtime.getRuntime().maxMemory() / MB, initial));
        run.begin();
        String failure;
        try (HeapWatch watch = HeapWatch.start(run, settings, channel::tell, redis)) {
            failure = play(new ScenarioRunner(scenario, run), scenario.id());
        }
        double end = live();
        channel.tell(new Message.Ended(run.seconds(), end, failure));
        try {
            memory.deleteState();
        } catch (RuntimeException e) {
            System.err.println("The memory could not be deleted, which ends with its Redis: " + e.getMessage());
        }
        run.ended();
        return failure == null ? 0 : 1;
    }

    private static @Nullable String play(ScenarioRunner runner, String id) {
        try {
            runner.run(id);
            return null;
        } catch (Exception e) {
            e.printStackTrace();
            return String.valueOf(e);
        } catch (OutOfMemoryError e) {
            // what the load held goes with its stack, so there is room again to say so
            e.printStackTrace();
            return String.valueOf(e);
        }
    }

    /** MB that live, by a collection. */
    @SuppressWarnings("ExplicitGC") // what is garbage must not count as growth
    private static double live() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MB;
    }

    private static void endEarly(RunningScenario run) {
        run.stop();
        try {
            boolean unused = run.awaitEnd(4, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

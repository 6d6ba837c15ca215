package com.acme.scenarios;

import com.acme.memory.WorkflowMemory;
import com.acme.memory.deep.Embeddings;
import com.acme.memory.deep.EmbeddingsAhead;
import com.acme.memory.deep.MiniLm;
import com.acme.memory.support.MemoryUnavailableException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/** All scenarios by name, each with a developer of its own. Not thread-safe. */
public final class Scenarios {
    /** The names, in the order in which all of them are played. */
    public static final List<String> NAMES = List.of("feature", "bug", "review", "patterns");

    private final Clock clock;
    private final Consumer<String> out;
    private final Embeddings embeddings = new EmbeddingsAhead(new MiniLm());
    private final Map<String, WorkflowMemory> memories = new HashMap<>();

    /**
     * The scenarios on a Redis. The memories of their developers are there from the start; the model of the embeddings is loaded by the
     * first scenario, because the fleet needs none.
     *
     * @param redis stays the caller's to close
     * @param out is told each step in one line
     */
    public Scenarios(RedisClient redis, Clock clock, Consumer<String> out) {
        this.clock = clock;
        this.out = out;
        NAMES.forEach(name -> memories.put(name, new WorkflowMemory(redis, developer(name), embeddings, clock, out)));
    }

    /**
     * Plays one.
     *
     * @param keep whether what it remembers stays in Redis
     */
    public void play(String name, boolean keep) {
        WorkflowMemory memory = memories.get(name);
        if (memory == null) {
            throw new IllegalArgumentException("The scenario " + name + " is unknown; take one of " + NAMES + ".");
        }
        float[] unused = embeddings.of(name); // loads the model before the story begins, which is not about that
        Scenario scenario = scenario(name, memory);
        try {
            scenario.run(scenario.title());
        } finally {
            if (!keep) {
                forget(name, memory);
            }
        }
    }

    /** What a scenario says, or why it failed, matters more than what it leaves. */
    private void forget(String name, WorkflowMemory memory) {
        try {
            memory.forget();
        } catch (MemoryUnavailableException e) {
            out.accept("What the scenario " + name + " stored stays in Redis: " + e.getMessage());
        }
    }

    private static String developer(String name) {
        return switch (name) {
            case "feature" -> "dev-alice";
            case "bug" -> "dev-bob";
            case "review" -> "reviewer-charlie";
            default -> "lead-dora";
        };
    }

    private Scenario scenario(String name, WorkflowMemory memory) {
        return switch (name) {
            case "feature" -> new FeatureScenario(memory, clock, out);
            case "bug" -> new BugScenario(memory, clock, out);
            case "review" -> new ReviewScenario(memory, clock, out);
            default -> new GroupingPatterns(memory, clock, out);
        };
    }
}

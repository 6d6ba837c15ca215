package dev.engram.agent.telemetry;

import dev.engram.agent.config.Settings;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.CommandReader;
import dev.engram.agent.record.CommandSite;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.ring.FrameConsumer;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The whole street without weaving: recorder, ring and telemetry as the agent wires them. Tests make the calls. */
final class Agent implements AutoCloseable {

    /** Enough on any machine; no test waits for it. */
    static final Duration LONG = Duration.ofSeconds(30);

    /** The SDK's own words about failures that tests provoke; the agent's jar sends them elsewhere. */
    private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

    static {
        SDK_LOG.setLevel(Level.OFF);
    }

    final Telemetry telemetry;
    final EventRing ring;
    final CallRecorder recorder;
    private final Sites sites = new Sites();

    /** An agent with these settings, as environment variables. */
    Agent(Map<String, String> environment) {
        this(environment, Sampler.alwaysOn());
    }

    Agent(Map<String, String> environment, Sampler sampler) {
        this(environment, sampler, telemetry -> telemetry);
    }

    /** An agent whose frames go to what {@code consumer} makes of the telemetry. */
    Agent(Map<String, String> environment, Sampler sampler, UnaryOperator<FrameConsumer> consumer) {
        Settings settings = Settings.read(null, Map.of(), environment);
        telemetry = Telemetry.start(settings);
        ring = new EventRing(settings.ringSize(), sites::get, consumer.apply(telemetry));
        recorder = new CallRecorder(sites, ring, sampler, true, false);
        telemetry.watch(ring, recorder::tooDeep, recorder::failed);
    }

    /** Settings that send everything to {@code sink}, in small batches at short intervals. */
    static Map<String, String> to(OtlpSink sink, String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OTEL_SERVICE_NAME", "fleet");
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint());
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "20");
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    /** A method that stores: key, value, namespace, ttl, owner. */
    int store() {
        return memory(
                Operation.STORE,
                Map.of(
                        Field.KEY, "arg0",
                        Field.VALUE, "arg1",
                        Field.NAMESPACE, "arg2",
                        Field.TTL, "arg3",
                        Field.AGENT_ID, "arg4",
                        Field.AGENT_TYPE, "fleet-commander"),
                Map.of());
    }

    /** A method that retrieves: key, namespace, owner. */
    int retrieve() {
        return memory(
                Operation.RETRIEVE,
                Map.of(
                        Field.KEY, "arg0",
                        Field.NAMESPACE, "arg1",
                        Field.AGENT_ID, "arg2",
                        Field.AGENT_TYPE, "fleet-commander"),
                Map.of());
    }

    /** A method that searches: pattern, namespace, limit. */
    int search() {
        return memory(
                Operation.SEARCH,
                Map.of(Field.PATTERN, "arg0", Field.NAMESPACE, "arg1", Field.LIMIT, "arg2"),
                Map.of());
    }

    /** A method that deletes: key, namespace. */
    int delete() {
        return memory(Operation.DELETE, Map.of(Field.KEY, "arg0", Field.NAMESPACE, "arg1"), Map.of());
    }

    int memory(Operation operation, Map<Field, String> fields, Map<String, String> attributes) {
        Rule rule = Rule.memory(new Source("test.yaml", 1), "com.acme.MemoryManager", operation.label(), operation)
                .fields(paths(fields))
                .attributes(paths(attributes))
                .build();
        return site(() -> new MemorySite("aqe", rule, "com.acme.MemoryManager." + operation.label()), rule);
    }

    /** A method that is a task of the agent that is its first argument. */
    int task(String name) {
        Rule rule = Rule.task(new Source("test.yaml", 2), "com.acme.Generator", "generate", name)
                .fields(paths(Map.of(Field.AGENT_ID, "arg0", Field.AGENT_TYPE, "test-generator")))
                .attributes(paths(Map.of("task.priority", "arg1")))
                .build();
        return site(() -> new TaskSite(rule, "com.acme.Generator.generate"), rule);
    }

    int command(CommandReader reader) {
        return site(() -> new CommandSite(reader, "redis.clients.jedis.Connection.executeCommand"), reader);
    }

    private int site(Supplier<Site> made, Object identity) {
        return sites.number(List.of(identity), made);
    }

    private static <K> Map<K, List<Path>> paths(Map<K, String> texts) {
        Map<K, List<Path>> paths = new LinkedHashMap<>();
        texts.forEach((name, text) -> paths.put(name, List.of(Path.parse(text))));
        return paths;
    }

    /** Runs {@code body} as a woven method does: its result or exception is its own. */
    @Nullable
    Object call(int site, Callable<?> body, @Nullable Object... arguments) throws Exception {
        @Nullable Object[] a = Arrays.copyOf(arguments, 6);
        Object frame = recorder.enter(site, null, a[0], a[1], a[2], a[3], a[4], a[5]);
        Object returned = null;
        Throwable thrown = null;
        try {
            returned = body.call();
            return returned;
        } catch (Throwable failure) {
            thrown = failure;
            throw failure;
        } finally {
            if (frame != null) {
                recorder.exit(frame, returned, thrown);
            }
        }
    }

    Ledger ledger() {
        return telemetry.ledger();
    }

    /** Ends as the agent does at shutdown. */
    boolean close(Duration timeout) {
        telemetry.expectEnd();
        TraceStack.forEachOpen(telemetry::reportOpen);
        return telemetry.close(timeout);
    }

    @Override
    public void close() {
        close(LONG);
    }
}

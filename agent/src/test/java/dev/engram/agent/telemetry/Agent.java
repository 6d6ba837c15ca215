package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.site.Client;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.client.site.CommandSite;
import dev.engram.agent.config.Settings;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.RecordedSite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleBuilder;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.Source;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The whole agent without weaving: recorder, ring and telemetry as the agent wires them. Tests make the calls. */
public final class Agent implements AutoCloseable {

    /** Enough on any machine; no test waits for it. */
    public static final Duration LONG = Duration.ofSeconds(30);

    /** The SDK's own words about failures that tests provoke; the agent's jar sends them elsewhere. */
    private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

    static {
        SDK_LOG.setLevel(Level.OFF);
    }

    public final Telemetry telemetry;
    public final EventRing ring;
    final CallRecorder recorder;
    private final Sites sites = new Sites();

    /** An agent with these settings, as environment variables. */
    public Agent(Map<String, String> environment) {
        this(environment, Sampler.alwaysOn());
    }

    public Agent(Map<String, String> environment, Sampler sampler) {
        this(environment, sampler, each -> each);
    }

    /** An agent whose calls go to what {@code consumer} makes of the telemetry. */
    public Agent(Map<String, String> environment, Sampler sampler, UnaryOperator<CallConsumer> consumer) {
        this(environment, sampler, consumer, List.of());
    }

    /** An agent that was started with these rules. */
    public Agent(Map<String, String> environment, List<Rule> rules) {
        this(environment, Sampler.alwaysOn(), each -> each, rules);
    }

    private Agent(
            Map<String, String> environment, Sampler sampler, UnaryOperator<CallConsumer> consumer, List<Rule> rules) {
        Settings settings = Settings.read(null, Map.of(), environment);
        ring = new EventRing(settings.calls().ringSize(), sites::get);
        recorder = new CallRecorder(sites, ring, sampler, true, false);
        telemetry = Telemetry.start(settings, new RuleSet("aqe", rules), ring, recorder::tooDeep, recorder::failed);
        ring.start(consumer.apply(telemetry.consumer()));
    }

    /** Settings that send everything to {@code sink}, in small batches at short intervals. */
    public static Map<String, String> to(OtlpSink sink, String... more) {
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
    public int store() {
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
    public int retrieve() {
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
    public int search() {
        return memory(
                Operation.SEARCH,
                Map.of(Field.PATTERN, "arg0", Field.NAMESPACE, "arg1", Field.LIMIT, "arg2"),
                Map.of());
    }

    /** A method that deletes: key, namespace. */
    public int delete() {
        return memory(Operation.DELETE, Map.of(Field.KEY, "arg0", Field.NAMESPACE, "arg1"), Map.of());
    }

    public int memory(Operation operation, Map<Field, String> fields, Map<String, String> attributes) {
        return memory(operation, fields, rule -> rule.attributes(paths(attributes)));
    }

    /** A method of a rule that says {@code more} than its fields. */
    public int memory(Operation operation, Map<Field, String> fields, UnaryOperator<RuleBuilder> more) {
        RuleBuilder said =
                Rule.memory(new Source("test.yaml", 1), "com.acme.MemoryManager", operation.label(), operation);
        Rule rule = more.apply(said.fields(paths(fields))).build();
        return site(() -> new MemorySite("aqe", rule, "com.acme.MemoryManager." + operation.label()), rule);
    }

    /** A method that is a task of the agent that is its first argument. */
    public int task(String name) {
        return task(name, Map.of(Field.AGENT_ID, "arg0", Field.AGENT_TYPE, "test-generator"));
    }

    public int task(String name, Map<Field, String> fields) {
        return task(name, fields, rule -> rule.attributes(paths(Map.of("task.priority", "arg1"))));
    }

    /** A method that is a task, of a rule that says {@code more} than its fields. */
    public int task(String name, Map<Field, String> fields, UnaryOperator<RuleBuilder> more) {
        RuleBuilder said = Rule.task(new Source("test.yaml", 2), "com.acme.Generator", "generate", name);
        Rule rule = more.apply(said.fields(paths(fields))).build();
        return site(() -> new TaskSite(rule, "com.acme.Generator.generate"), rule);
    }

    /** A method of a task whose span is called as {@code template} says. */
    public int named(String template, Map<Field, String> fields, Map<String, String> attributes, boolean isClient) {
        Rule rule = Rule.task(new Source("test.yaml", 3), "com.acme.Model", "chat", template)
                .span(template)
                .client(isClient)
                .fields(paths(fields))
                .attributes(paths(attributes))
                .build();
        return site(() -> new TaskSite(rule, "com.acme.Model.chat"), rule);
    }

    public int command(CommandReader reader) {
        return site(
                () -> new CommandSite(
                        new Client("test", List.of(), reader, CommandRecording.BENEATH),
                        "com.acme.Connection.execute",
                        CommandSite.Receiver.CONNECTION),
                reader);
    }

    private int site(Supplier<RecordedSite> made, Object identity) {
        return sites.number(List.of(identity), made);
    }

    public static <K> Map<K, List<Path>> paths(Map<K, String> texts) {
        Map<K, List<Path>> paths = new LinkedHashMap<>();
        texts.forEach((name, text) -> paths.put(name, List.of(Path.parse(text))));
        return paths;
    }

    /** Runs {@code body} as a woven method does: its result or exception is its own. */
    @Nullable
    public Object call(int site, Callable<?> body, @Nullable Object... arguments) throws Exception {
        @Nullable Object[] a = Arrays.copyOf(arguments, 6);
        Object call = recorder.enter(site, this, a[0], a[1], a[2], a[3], a[4], a[5]);
        Object returned = null;
        Throwable thrown = null;
        try {
            returned = body.call();
            return returned;
        } catch (Throwable failure) {
            thrown = failure;
            throw failure;
        } finally {
            if (call != null) {
                recorder.exit(call, returned, thrown);
            }
        }
    }

    public Ledger ledger() {
        return telemetry.ledger();
    }

    /** Waits until every call that has ended is exported or dropped. */
    public void awaitSpans() {
        assertThat(ring.drain(LONG.toNanos(), TimeUnit.NANOSECONDS)).isTrue();
        await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> ledger().pending() == 0);
    }

    /** Ends as the agent does at shutdown. */
    public boolean close(Duration timeout) {
        telemetry.consumer().expectEnd();
        TraceStack.forEachOpen(telemetry.consumer()::reportOpen);
        return telemetry.close(timeout);
    }

    @Override
    public void close() {
        close(LONG);
    }
}

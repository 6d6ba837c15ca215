package dev.engram.agent.telemetry.span;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.site.ClientSite;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.privacy.Failure;
import dev.engram.agent.telemetry.privacy.Failures;
import dev.engram.agent.telemetry.privacy.HiddenTexts;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.SpanAttributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a {@link SpanSink} what a call's span is: name, kind, attributes, events and status. Memory
 * operations have Engram's {@code memory.*} attributes, OpenTelemetry's {@code gen_ai.*}, or both; commands have its database
 * conventions. Nothing of the call is kept but texts and numbers.
 * Not thread-safe.
 */
public final class SpanAssembler {

    static final String CLEANED_UP = "Span ended during cleanup";
    private static final String UNKNOWN_ERROR = "Unknown error";

    private final EpochClock clock;
    private final SpanContentSettings content;
    private final HiddenTexts hidden = new HiddenTexts();
    private final Failures failures = new Failures(hidden);
    private final MemoryAttributes attributes;
    private final CommandSpans commands;
    private final Lineage lineage = new Lineage();
    private final KnownServers servers = new KnownServers();

    /** A site's extra attributes, by the call's index. */
    private final Map<Site, ExtraAttribute[]> extras = new WeakHashMap<>();

    public SpanAssembler(EpochClock clock, SpanContentSettings content) {
        this(clock, content, new CommandFacts());
    }

    /**
     * An assembler.
     *
     * @param facts reads commands; may have read the one that is assembled next
     */
    public SpanAssembler(EpochClock clock, SpanContentSettings content, CommandFacts facts) {
        this.clock = clock;
        this.content = content;
        this.attributes = new MemoryAttributes(content, hidden);
        this.commands = new CommandSpans(clock, content, facts, hidden, failures, servers);
    }

    /** Compares the clock with the wall's; for pauses. */
    public void adjustClock() {
        clock.adjust();
    }

    /**
     * Tells {@code sink} the span of a call.
     *
     * @param endNanos when the call has ended, as {@link System#nanoTime} has it
     * @param value what is known of its value
     * @param isOpen whether the call has not ended, which makes its span an error
     * @throws IllegalArgumentException if no span can be made of the call's site
     */
    public void assemble(RecordedCall call, long endNanos, ValueSummary value, boolean isOpen, SpanSink sink) {
        Site site = call.site;
        if (site instanceof MemorySite memorySite) {
            memory(call, memorySite, endNanos, value, isOpen, sink);
        } else if (site instanceof TaskSite taskSite) {
            task(call, taskSite, endNanos, isOpen, sink);
        } else if (site instanceof ClientSite clientSite) {
            commands.assemble(call, clientSite, endNanos, isOpen, sink);
        } else {
            throw new IllegalArgumentException("No span can be made of a call at " + site);
        }
    }

    /**
     * What the span of a call is called where it has to be told before the call is over: its name, but for values in the names
     * of tasks.
     *
     * @throws IllegalArgumentException if the site is of no memory operation and no task
     */
    public String earlyName(Site site) {
        if (site instanceof MemorySite memorySite) {
            return content.memoryAttributes() ? memorySite.spanName() : genAi(memorySite);
        } else if (site instanceof TaskSite taskSite) {
            return taskSite.span().toString();
        }
        throw new IllegalArgumentException("No span is made early at " + site);
    }

    /** Of the last call that was read. */
    private String name(MemorySite site) {
        if (content.memoryAttributes()) {
            return site.spanName();
        }
        String source = site.genAi() == GenAiOperation.RETRIEVAL ? attributes.source() : null;
        return source == null ? genAi(site) : genAi(site) + " " + source;
    }

    private String genAi(MemorySite site) {
        return attributes.genAi(site);
    }

    /** The kind of the spans of a site of a memory operation or a task, as far as its rule says. */
    public static SpanKind kind(Site site) {
        return site instanceof RuleSite ruleSite && ruleSite.rule().isClient() ? SpanKind.CLIENT : SpanKind.INTERNAL;
    }

    /** Adds the server that the commands beneath a memory operation went to. */
    private static void addServer(CommandReader.@Nullable Server server, SpanSink sink) {
        if (server != null && !sink.hasAttribute(SpanAttributes.SERVER_ADDRESS)) {
            sink.setStringIfPresent(SpanAttributes.SERVER_ADDRESS, server.address());
            if (server.port() > 0) {
                sink.setLong(SpanAttributes.SERVER_PORT, server.port());
            }
        }
    }

    private void memory(
            RecordedCall call, MemorySite site, long endNanos, ValueSummary value, boolean isOpen, SpanSink sink) {
        Operation operation = site.operation();
        MemoryNames names = MemoryNames.of(operation);
        // Before the failure, which must not tell what they hide.
        attributes.read(call, site, isOpen);
        Failure failure = failure(call, isOpen);
        long start = clock.at(call.startNanos);
        long end = clock.at(endNanos);

        // By the conventions, memory that is reached by a protocol is another process; the older format knows no kinds.
        CommandReader.Server server = servers.take(call.spanId);
        if (server != null && call.nested) {
            servers.note(call.parentSpanId, server);
        }
        boolean isClient = server != null && content.genAiAttributes();
        sink.beginSpan(call, name(site), isClient ? SpanKind.CLIENT : kind(site), start, end);
        if (content.memoryAttributes()) {
            attributes.addMemory(sink, value, (endNanos - call.startNanos) / 1e6);
        }
        if (content.genAiAttributes()) {
            attributes.addGenAi(sink);
        }
        attributes.addCommon(sink, value);
        if (failure != null) {
            sink.setString(SpanAttributes.ERROR_TYPE, failure.type());
        }
        addExtras(call, site, sink);
        if (isClient) {
            addServer(server, sink);
        }
        Lineage.Writer writer = failure != null || isOpen ? null : writer(call, site);
        if (writer != null && content.memoryAttributes()) {
            sink.setStringIfPresent(SpanAttributes.LINEAGE_WRITER, writer.agentId);
            sink.setLong(SpanAttributes.LINEAGE_AGE_MS, Math.max(0, (endNanos - writer.nanos) / 1_000_000));
        }

        if (content.memoryAttributes()) {
            sink.beginEvent(start, names.started());
            sink.copyToEvent(SpanAttributes.NAMESPACE);
            sink.copyToEvent(attributes.keyName());
            sink.copyToEvent(SpanAttributes.AGENT_ID);
            sink.endEvent();
        }
        addNested(call, sink);
        if (failure != null) {
            if (content.memoryAttributes()) {
                sink.beginEvent(end, names.failed());
                sink.setString(SpanAttributes.ERROR_MESSAGE, failure.messageOr(UNKNOWN_ERROR));
                sink.endEvent();
            }
            addException(failure, end, sink);
            addOrigin(call, sink);
            sink.endSpan(StatusCode.ERROR, failure.messageOr("Memory " + operation.label() + " failed"));
        } else if (isOpen) {
            addOrigin(call, sink);
            sink.endSpan(StatusCode.ERROR, CLEANED_UP);
        } else {
            if (content.memoryAttributes()) {
                addOutcome(call, names, operation, end, sink);
            }
            if (writer != null && writer.spanId != 0) {
                sink.addLink(writer.traceIdHigh, writer.traceIdLow, writer.spanId, false);
            }
            addOrigin(call, sink);
            sink.endSpan(StatusCode.OK, null);
        }
    }

    /** Adds a link to what has handed over the work that a trace begins with. */
    static void addOrigin(RecordedCall call, SpanSink sink) {
        RemoteContext origin = call.origin;
        if (origin != null) {
            sink.addLink(origin.traceIdHigh(), origin.traceIdLow(), origin.spanId(), false);
        }
    }

    private Lineage.@Nullable Writer writer(RecordedCall call, MemorySite site) {
        return content.followsLineage() ? lineage.ended(call, site, Identifiers.of(call.agentId, site)) : null;
    }

    /** A memory operation that gets no span may still have stored what is read later. */
    public void skip(RecordedCall call, MemorySite site) {
        if (call.thrown == null) {
            writer(call, site);
        }
    }

    private void addOutcome(RecordedCall call, MemoryNames names, Operation operation, long end, SpanSink sink) {
        boolean isMiss = operation == Operation.RETRIEVE && call.found == 0;
        sink.beginEvent(end, isMiss ? names.notFound() : names.completed());
        if (operation == Operation.RETRIEVE) {
            // Of a result that nobody saw it is not known.
            if (call.found != RecordedCall.UNKNOWN) {
                sink.setBoolean(SpanAttributes.FOUND, !isMiss);
            }
        } else if (operation != Operation.SEARCH) {
            sink.setBoolean(SpanAttributes.SUCCESS, true);
        } else if (attributes.isCounted()) {
            sink.setLong(SpanAttributes.RESULT_COUNT, call.resultCount);
        }
        sink.endEvent();
    }

    private void task(RecordedCall call, TaskSite site, long endNanos, boolean isOpen, SpanSink sink) {
        // Before the failure, which must not tell what is hidden.
        String session = Identifiers.session(call, content.keys(), hidden);
        Failure failure = failure(call, isOpen);
        long end = clock.at(endNanos);
        sink.beginSpan(call, name(call, site), kind(site), clock.at(call.startNanos), end);
        addAgent(call, site, session, sink);
        if (failure != null) {
            sink.setString(SpanAttributes.ERROR_TYPE, failure.type());
        }
        addExtras(call, site, sink);
        addNested(call, sink);
        RemoteContext told = site.linked(call);
        if (failure != null) {
            addException(failure, end, sink);
        }
        if (told != null) {
            sink.addLink(told.traceIdHigh(), told.traceIdLow(), told.spanId(), true);
        }
        addOrigin(call, sink);
        if (failure != null) {
            sink.endSpan(StatusCode.ERROR, failure.messageOr(UNKNOWN_ERROR));
        } else if (isOpen) {
            sink.endSpan(StatusCode.ERROR, CLEANED_UP);
        } else {
            sink.endSpan(StatusCode.OK, null);
        }
    }

    private static String name(RecordedCall call, TaskSite site) {
        if (site.span().isFixed()) {
            // Without an array: most tasks have such a name.
            return site.span().toString();
        }
        @Nullable Object[] values = site.named(call);
        @Nullable String[] texts = new @Nullable String[values.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Identifiers.of(values[i], site);
        }
        return site.span().with(texts);
    }

    private void addAgent(RecordedCall call, TaskSite site, @Nullable String session, SpanSink sink) {
        String id = Identifiers.of(call.agentId, site);
        String name = Identifiers.of(site.rare(Field.AGENT_NAME, call), site);
        if (content.memoryAttributes()) {
            sink.setStringIfPresent(SpanAttributes.AGENT_ID, id);
            sink.setStringIfPresent(SpanAttributes.AGENT_TYPE, Identifiers.of(call.agentType, site));
            sink.setStringIfPresent(SpanAttributes.AGENT_NAME, name);
            sink.setStringIfPresent(SpanAttributes.SESSION_ID, session);
        }
        if (content.genAiAttributes()) {
            sink.setStringIfPresent(SpanAttributes.GEN_AI_AGENT_ID, id);
            sink.setStringIfPresent(SpanAttributes.GEN_AI_AGENT_NAME, name);
            sink.setStringIfPresent(SpanAttributes.GEN_AI_CONVERSATION, session);
        }
    }

    /** What the call failed with; null where it went well or has not ended. */
    private @Nullable Failure failure(RecordedCall call, boolean isOpen) {
        Throwable thrown = isOpen ? null : call.thrown;
        return thrown == null ? null : failures.of(thrown, call.traceIdLow);
    }

    private void addNested(RecordedCall call, SpanSink sink) {
        List<RecordedCall.NestedError> errors = call.nestedErrors;
        if (errors == null || !content.memoryAttributes()) {
            return;
        }
        for (RecordedCall.NestedError each : errors) {
            Operation operation = ((MemorySite) each.site()).operation();
            String key = Identifiers.key(
                    each.key(),
                    each.site(),
                    content.keys(),
                    Identifiers.mode(each.site(), content.keys()),
                    hidden,
                    call.traceIdLow);
            Failure failure = failures.of(each.thrown(), call.traceIdLow);
            sink.beginEvent(clock.at(each.nanos()), "memory.error");
            sink.setString(SpanAttributes.OPERATION, operation.label());
            sink.setString(SpanAttributes.NAMESPACE, Identifiers.namespace(each.namespace()));
            if (operation != Operation.SEARCH) {
                sink.setStringIfPresent(SpanAttributes.KEY, key);
            }
            sink.setString(SpanAttributes.ERROR_MESSAGE, failure.messageOr(UNKNOWN_ERROR));
            sink.setStringIfPresent(SpanAttributes.ERROR_STACK, failure.stack());
            sink.endEvent();
        }
    }

    /** Adds the {@code exception} event of the OpenTelemetry specification. */
    static void addException(Failure failure, long epochNanos, SpanSink sink) {
        sink.beginEvent(epochNanos, "exception");
        sink.setString(SpanAttributes.EXCEPTION_TYPE, failure.type());
        sink.setStringIfPresent(SpanAttributes.EXCEPTION_MESSAGE, failure.message());
        sink.setStringIfPresent(SpanAttributes.EXCEPTION_STACKTRACE, failure.stack());
        sink.endEvent();
    }

    private void addExtras(RecordedCall call, RuleSite site, SpanSink sink) {
        if (call.attributeCount == 0) {
            return;
        }
        ExtraAttribute[] known = extras.get(site);
        if (known == null) {
            known = site.attributeNames().stream().map(ExtraAttribute::new).toArray(ExtraAttribute[]::new);
            extras.put(site, known);
        }
        for (int i = 0; i < Math.min(known.length, call.attributeCount); i++) {
            known[i].addTo(sink, call.attributes[i]);
        }
    }
}

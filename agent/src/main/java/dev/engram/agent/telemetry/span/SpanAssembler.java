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
import dev.engram.agent.trace.Frame;
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
 * Tells a {@link SpanSink} what a frame's span is: name, kind, attributes, events and status. Memory
 * operations have Engram's {@code memory.*} attributes, OpenTelemetry's {@code gen_ai.*}, or both; commands have its database
 * conventions. Nothing of the frame is kept but texts and numbers.
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

    /** A site's extra attributes, by the frame's index. */
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
     * @throws IllegalArgumentException if no span can be made of the frame's site
     */
    public void assemble(Frame frame, long endNanos, ValueSummary value, boolean isOpen, SpanSink sink) {
        Site site = frame.site;
        if (site instanceof MemorySite memorySite) {
            memory(frame, memorySite, endNanos, value, isOpen, sink);
        } else if (site instanceof TaskSite taskSite) {
            task(frame, taskSite, endNanos, isOpen, sink);
        } else if (site instanceof ClientSite clientSite) {
            commands.assemble(frame, clientSite, endNanos, isOpen, sink);
        } else {
            throw new IllegalArgumentException("No span can be made of a frame at " + site);
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
            Frame frame, MemorySite site, long endNanos, ValueSummary value, boolean isOpen, SpanSink sink) {
        Operation operation = site.operation();
        MemoryNames names = MemoryNames.of(operation);
        // Before the failure, which must not tell what they hide.
        attributes.read(frame, site, isOpen);
        Failure failure = failure(frame, isOpen);
        long start = clock.at(frame.startNanos);
        long end = clock.at(endNanos);

        // By the conventions, memory that is reached by a protocol is another process; the older format knows no kinds.
        CommandReader.Server server = servers.take(frame.spanId);
        if (server != null && frame.nested) {
            servers.note(frame.parentSpanId, server);
        }
        boolean isClient = server != null && content.genAiAttributes();
        sink.beginSpan(frame, name(site), isClient ? SpanKind.CLIENT : kind(site), start, end);
        if (content.memoryAttributes()) {
            attributes.addMemory(sink, value, (endNanos - frame.startNanos) / 1e6);
        }
        if (content.genAiAttributes()) {
            attributes.addGenAi(sink);
        }
        attributes.addCommon(sink, value);
        if (failure != null) {
            sink.setString(SpanAttributes.ERROR_TYPE, failure.type());
        }
        addExtras(frame, site, sink);
        if (isClient) {
            addServer(server, sink);
        }
        Lineage.Writer writer = failure != null || isOpen ? null : writer(frame, site);
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
        addNested(frame, sink);
        if (failure != null) {
            if (content.memoryAttributes()) {
                sink.beginEvent(end, names.failed());
                sink.setString(SpanAttributes.ERROR_MESSAGE, failure.messageOr(UNKNOWN_ERROR));
                sink.endEvent();
            }
            addException(failure, end, sink);
            addOrigin(frame, sink);
            sink.endSpan(StatusCode.ERROR, failure.messageOr("Memory " + operation.label() + " failed"));
        } else if (isOpen) {
            addOrigin(frame, sink);
            sink.endSpan(StatusCode.ERROR, CLEANED_UP);
        } else {
            if (content.memoryAttributes()) {
                addOutcome(frame, names, operation, end, sink);
            }
            if (writer != null && writer.spanId != 0) {
                sink.addLink(writer.traceIdHigh, writer.traceIdLow, writer.spanId, false);
            }
            addOrigin(frame, sink);
            sink.endSpan(StatusCode.OK, null);
        }
    }

    /** Adds a link to what has handed over the work that a trace begins with. */
    static void addOrigin(Frame frame, SpanSink sink) {
        RemoteContext origin = frame.origin;
        if (origin != null) {
            sink.addLink(origin.traceIdHigh(), origin.traceIdLow(), origin.spanId(), false);
        }
    }

    private Lineage.@Nullable Writer writer(Frame frame, MemorySite site) {
        return content.followsLineage() ? lineage.ended(frame, site, Identifiers.of(frame.agentId, site)) : null;
    }

    /** A memory operation that gets no span may still have stored what is read later. */
    public void skip(Frame frame, MemorySite site) {
        if (frame.thrown == null) {
            writer(frame, site);
        }
    }

    private void addOutcome(Frame frame, MemoryNames names, Operation operation, long end, SpanSink sink) {
        boolean isMiss = operation == Operation.RETRIEVE && frame.found == 0;
        sink.beginEvent(end, isMiss ? names.notFound() : names.completed());
        if (operation == Operation.RETRIEVE) {
            // Of a result that nobody saw it is not known.
            if (frame.found != Frame.UNKNOWN) {
                sink.setBoolean(SpanAttributes.FOUND, !isMiss);
            }
        } else if (operation != Operation.SEARCH) {
            sink.setBoolean(SpanAttributes.SUCCESS, true);
        } else if (attributes.isCounted()) {
            sink.setLong(SpanAttributes.RESULT_COUNT, frame.resultCount);
        }
        sink.endEvent();
    }

    private void task(Frame frame, TaskSite site, long endNanos, boolean isOpen, SpanSink sink) {
        // Before the failure, which must not tell what is hidden.
        String session = Identifiers.session(frame, content.keys(), hidden);
        Failure failure = failure(frame, isOpen);
        long end = clock.at(endNanos);
        sink.beginSpan(frame, name(frame, site), kind(site), clock.at(frame.startNanos), end);
        addAgent(frame, site, session, sink);
        if (failure != null) {
            sink.setString(SpanAttributes.ERROR_TYPE, failure.type());
        }
        addExtras(frame, site, sink);
        addNested(frame, sink);
        RemoteContext told = site.linked(frame);
        if (failure != null) {
            addException(failure, end, sink);
        }
        if (told != null) {
            sink.addLink(told.traceIdHigh(), told.traceIdLow(), told.spanId(), true);
        }
        addOrigin(frame, sink);
        if (failure != null) {
            sink.endSpan(StatusCode.ERROR, failure.messageOr(UNKNOWN_ERROR));
        } else if (isOpen) {
            sink.endSpan(StatusCode.ERROR, CLEANED_UP);
        } else {
            sink.endSpan(StatusCode.OK, null);
        }
    }

    private static String name(Frame frame, TaskSite site) {
        if (site.span().isFixed()) {
            // Without an array: most tasks have such a name.
            return site.span().toString();
        }
        @Nullable Object[] values = site.named(frame);
        @Nullable String[] texts = new @Nullable String[values.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Identifiers.of(values[i], site);
        }
        return site.span().with(texts);
    }

    private void addAgent(Frame frame, TaskSite site, @Nullable String session, SpanSink sink) {
        String id = Identifiers.of(frame.agentId, site);
        String name = Identifiers.of(site.rare(Field.AGENT_NAME, frame), site);
        if (content.memoryAttributes()) {
            sink.setStringIfPresent(SpanAttributes.AGENT_ID, id);
            sink.setStringIfPresent(SpanAttributes.AGENT_TYPE, Identifiers.of(frame.agentType, site));
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
    private @Nullable Failure failure(Frame frame, boolean isOpen) {
        Throwable thrown = isOpen ? null : frame.thrown;
        return thrown == null ? null : failures.of(thrown, frame.traceIdLow);
    }

    private void addNested(Frame frame, SpanSink sink) {
        List<Frame.NestedError> errors = frame.nestedErrors;
        if (errors == null || !content.memoryAttributes()) {
            return;
        }
        for (Frame.NestedError each : errors) {
            Operation operation = ((MemorySite) each.site()).operation();
            String key = Identifiers.key(
                    each.key(),
                    each.site(),
                    content.keys(),
                    Identifiers.mode(each.site(), content.keys()),
                    hidden,
                    frame.traceIdLow);
            Failure failure = failures.of(each.thrown(), frame.traceIdLow);
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

    private void addExtras(Frame frame, RuleSite site, SpanSink sink) {
        if (frame.attributeCount == 0) {
            return;
        }
        ExtraAttribute[] known = extras.get(site);
        if (known == null) {
            known = site.attributeNames().stream().map(ExtraAttribute::new).toArray(ExtraAttribute[]::new);
            extras.put(site, known);
        }
        for (int i = 0; i < Math.min(known.length, frame.attributeCount); i++) {
            known[i].addTo(sink, frame.attributes[i]);
        }
    }
}

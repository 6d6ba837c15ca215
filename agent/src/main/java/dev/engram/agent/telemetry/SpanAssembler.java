package dev.engram.agent.telemetry;

import dev.engram.agent.record.Command;
import dev.engram.agent.record.CommandSite;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.Site;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a {@link SpanSink} what a frame's span is: names, kinds, attributes, events and status of the project's seed 000 for
 * memory operations, OpenTelemetry's GenAI attributes beside or instead of them, its database conventions for commands. Keeps nothing of the frame but texts and numbers.
 * Not thread-safe.
 */
final class SpanAssembler {

    /** Redis's port, which goes without saying. */
    private static final int DEFAULT_PORT = 6379;

    private static final String CLEANED_UP = "Span ended during cleanup";
    private static final String UNKNOWN_ERROR = "Unknown error";

    private final EpochClock clock;
    private final Wording wording;
    private final HiddenTexts hidden = new HiddenTexts();
    private final Failures failures = new Failures(hidden);
    private final MemoryFacts facts;

    /** A site's extra attributes, by the frame's index. */
    private final Map<Site, ExtraAttribute[]> extras = new WeakHashMap<>();

    SpanAssembler(EpochClock clock, Wording wording) {
        this.clock = clock;
        this.wording = wording;
        this.facts = new MemoryFacts(wording, hidden);
    }

    /** Compares the clock with the wall's; for pauses. */
    void adjustClock() {
        clock.adjust();
    }

    /**
     * The span of a call that has ended.
     *
     * @param value what is known of its value
     */
    void ended(Frame frame, Measure value, SpanSink sink) {
        assemble(frame, frame.endNanos, value, false, sink);
    }

    /** The span of a call that is still open at shutdown: an error, ended at {@code nanos}. */
    void open(Frame frame, long nanos, SpanSink sink) {
        assemble(frame, nanos, Measure.NONE, true, sink);
    }

    private void assemble(Frame frame, long endNanos, Measure value, boolean isOpen, SpanSink sink) {
        Site site = frame.site;
        if (site instanceof MemorySite) {
            memory(frame, (MemorySite) site, endNanos, value, isOpen, sink);
        } else if (site instanceof TaskSite) {
            task(frame, (TaskSite) site, endNanos, isOpen, sink);
        } else if (site instanceof CommandSite) {
            command(frame, (CommandSite) site, endNanos, isOpen, sink);
        } else {
            throw new IllegalArgumentException("No span can be made of a frame at " + site);
        }
    }

    private void memory(Frame frame, MemorySite site, long endNanos, Measure value, boolean isOpen, SpanSink sink) {
        Operation operation = site.operation();
        MemoryNames names = MemoryNames.of(operation);
        // Before the failure, which must not tell what they hide.
        facts.read(frame, site, isOpen);
        Failure failure = failure(frame, isOpen);
        long start = clock.at(frame.startNanos);
        long end = clock.at(endNanos);

        String name = wording.saysMemory() ? site.spanName() : names.genAi();
        sink.begin(frame, name, SpanKind.INTERNAL, start, end);
        if (wording.saysMemory()) {
            facts.addMemory(sink, value, (endNanos - frame.startNanos) / 1e6);
        }
        if (wording.saysGenAi()) {
            facts.addGenAi(sink);
        }
        facts.addCommon(sink, value);
        if (failure != null) {
            sink.text(Keys.ERROR_TYPE, failure.type());
        }
        addExtras(frame, site, sink);

        if (wording.saysMemory()) {
            sink.beginEvent(start, names.started());
            sink.repeat(Keys.NAMESPACE);
            sink.repeat(facts.keyName());
            sink.repeat(Keys.AGENT_ID);
            sink.endEvent();
        }
        addNested(frame, sink);
        if (failure != null) {
            if (wording.saysMemory()) {
                sink.beginEvent(end, names.failed());
                sink.text(Keys.ERROR_MESSAGE, failure.messageOr(UNKNOWN_ERROR));
                sink.endEvent();
            }
            failure.addTo(sink, end);
            sink.end(StatusCode.ERROR, failure.messageOr("Memory " + operation.label() + " failed"));
        } else if (isOpen) {
            sink.end(StatusCode.ERROR, CLEANED_UP);
        } else {
            if (wording.saysMemory()) {
                addOutcome(frame, names, operation, end, sink);
            }
            sink.end(StatusCode.OK, null);
        }
    }

    private void addOutcome(Frame frame, MemoryNames names, Operation operation, long end, SpanSink sink) {
        boolean isMiss = operation == Operation.RETRIEVE && frame.found == 0;
        sink.beginEvent(end, isMiss ? names.notFound() : names.completed());
        if (operation == Operation.RETRIEVE) {
            // Of a result that nobody saw it is not known.
            if (frame.found != Frame.UNKNOWN) {
                sink.truth(Keys.FOUND, !isMiss);
            }
        } else if (operation != Operation.SEARCH) {
            sink.truth(Keys.SUCCESS, true);
        } else if (facts.isCounted()) {
            sink.whole(Keys.RESULT_COUNT, frame.resultCount);
        }
        sink.endEvent();
    }

    private void task(Frame frame, TaskSite site, long endNanos, boolean isOpen, SpanSink sink) {
        KeyMode mode = wording.keys().mode(site);
        String session = Identifiers.session(
                site.rare(Field.SESSION, frame), site, wording.keys(), mode, hidden, frame.traceIdLow);
        Failure failure = failure(frame, isOpen);
        long end = clock.at(endNanos);
        sink.begin(frame, site.name(), SpanKind.INTERNAL, clock.at(frame.startNanos), end);
        addAgent(frame, site, session, sink);
        if (failure != null) {
            sink.text(Keys.ERROR_TYPE, failure.type());
        }
        addExtras(frame, site, sink);
        addNested(frame, sink);
        if (failure != null) {
            failure.addTo(sink, end);
            sink.end(StatusCode.ERROR, failure.messageOr(UNKNOWN_ERROR));
        } else if (isOpen) {
            sink.end(StatusCode.ERROR, CLEANED_UP);
        } else {
            sink.end(StatusCode.OK, null);
        }
    }

    private void addAgent(Frame frame, TaskSite site, @Nullable String session, SpanSink sink) {
        String id = Identifiers.of(frame.agentId, site);
        String name = Identifiers.of(site.rare(Field.AGENT_NAME, frame), site);
        if (wording.saysMemory()) {
            sink.textIf(Keys.AGENT_ID, id);
            sink.textIf(Keys.AGENT_TYPE, Identifiers.of(frame.agentType, site));
            sink.textIf(Keys.AGENT_NAME, name);
            sink.textIf(Keys.SESSION_ID, session);
        }
        if (wording.saysGenAi()) {
            sink.textIf(Keys.GEN_AI_AGENT_ID, id);
            sink.textIf(Keys.GEN_AI_AGENT_NAME, name);
            sink.textIf(Keys.GEN_AI_CONVERSATION, session);
        }
    }

    /** The arguments of a command are never looked at. */
    private void command(Frame frame, CommandSite site, long endNanos, boolean isOpen, SpanSink sink) {
        Command command = site.reader().read(frame.self, frame.key);
        Throwable thrown = isOpen ? null : frame.thrown;
        Failure failure = null;
        String statusCode = null;
        if (thrown != null) {
            if (command.secret()) {
                failures.keepSecret(thrown);
            }
            // A client's message may show a key, and only the call around the command knows which.
            failure = wording.hidesKeys() ? Failure.secret(thrown) : failures.of(thrown, frame.traceIdLow);
            statusCode = site.reader().statusCode(thrown);
        }
        long end = clock.at(endNanos);
        sink.begin(frame, command.operation(), SpanKind.CLIENT, clock.at(frame.startNanos), end);
        sink.text(Keys.DB_SYSTEM, command.system());
        sink.text(Keys.DB_OPERATION, command.operation());
        sink.textIf(Keys.DB_NAMESPACE, command.namespace());
        sink.textIf(Keys.SERVER_ADDRESS, command.address());
        if (command.port() > 0 && command.port() != DEFAULT_PORT) {
            sink.whole(Keys.SERVER_PORT, command.port());
        }
        if (failure != null) {
            String errorType = statusCode != null ? statusCode : failure.type();
            sink.text(Keys.ERROR_TYPE, errorType);
            sink.textIf(Keys.DB_STATUS_CODE, statusCode);
            failure.addTo(sink, end);
            sink.end(StatusCode.ERROR, failure.messageOr(errorType));
        } else if (isOpen) {
            sink.end(StatusCode.ERROR, CLEANED_UP);
        } else {
            // A client span that went well has no status: it is for the caller to say.
            sink.end(StatusCode.UNSET, null);
        }
    }

    /** What the call failed with; null where it went well or has not ended. */
    private @Nullable Failure failure(Frame frame, boolean isOpen) {
        Throwable thrown = isOpen ? null : frame.thrown;
        return thrown == null ? null : failures.of(thrown, frame.traceIdLow);
    }

    private void addNested(Frame frame, SpanSink sink) {
        List<Frame.NestedError> errors = frame.nestedErrors;
        if (errors == null || !wording.saysMemory()) {
            return;
        }
        for (Frame.NestedError each : errors) {
            Operation operation = ((MemorySite) each.site).operation();
            String key = Identifiers.key(
                    each.key,
                    each.site,
                    wording.keys(),
                    Identifiers.mode(each.site, wording.keys()),
                    hidden,
                    frame.traceIdLow);
            Failure failure = failures.of(each.thrown, frame.traceIdLow);
            sink.beginEvent(clock.at(each.nanos), "memory.error");
            sink.text(Keys.OPERATION, operation.label());
            sink.text(Keys.NAMESPACE, Identifiers.namespace(each.namespace));
            if (operation != Operation.SEARCH) {
                sink.textIf(Keys.KEY, key);
            }
            sink.text(Keys.ERROR_MESSAGE, failure.messageOr(UNKNOWN_ERROR));
            sink.textIf(Keys.ERROR_STACK, failure.stack());
            sink.endEvent();
        }
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

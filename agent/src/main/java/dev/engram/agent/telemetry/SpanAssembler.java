package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.Command;
import dev.engram.agent.record.CommandSite;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.record.TaskSite;
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
 * memory operations, OpenTelemetry's database conventions for commands. Keeps nothing of the frame but texts and numbers.
 * Not thread-safe.
 */
final class SpanAssembler {

    /** Redis's port, which goes without saying. */
    private static final int DEFAULT_PORT = 6379;

    private static final String CLEANED_UP = "Span ended during cleanup";
    private static final String UNKNOWN_ERROR = "Unknown error";

    private final EpochClock clock;
    private final Failures failures = new Failures();

    /** A site's extra attributes, by the frame's index. */
    private final Map<Site, ExtraAttribute[]> extras = new WeakHashMap<>();

    SpanAssembler(EpochClock clock) {
        this.clock = clock;
    }

    /** Compares the clock with the wall's; for pauses. */
    void adjustClock() {
        clock.adjust();
    }

    /**
     * The span of a call that has ended.
     *
     * @param valueSize bytes, {@link ValueSize#UNKNOWN} where there is no value
     */
    void ended(Frame frame, long valueSize, SpanSink sink) {
        assemble(frame, frame.endNanos, valueSize, false, sink);
    }

    /** The span of a call that is still open at shutdown: an error, ended at {@code nanos}. */
    void open(Frame frame, long nanos, SpanSink sink) {
        assemble(frame, nanos, ValueSize.UNKNOWN, true, sink);
    }

    private void assemble(Frame frame, long endNanos, long valueSize, boolean isOpen, SpanSink sink) {
        Site site = frame.site;
        if (site instanceof MemorySite) {
            memory(frame, (MemorySite) site, endNanos, valueSize, isOpen, sink);
        } else if (site instanceof TaskSite) {
            task(frame, (TaskSite) site, endNanos, isOpen, sink);
        } else if (site instanceof CommandSite) {
            command(frame, (CommandSite) site, endNanos, isOpen, sink);
        } else {
            throw new IllegalArgumentException("No span can be made of a frame at " + site);
        }
    }

    private void memory(Frame frame, MemorySite site, long endNanos, long valueSize, boolean isOpen, SpanSink sink) {
        Operation operation = site.operation();
        MemoryNames names = MemoryNames.of(operation);
        Failure failure = failure(frame, isOpen);
        long start = clock.at(frame.startNanos);
        long end = clock.at(endNanos);

        Key keyName = operation == Operation.SEARCH ? Keys.PATTERN : Keys.KEY;
        String namespace = namespace(frame.namespace);
        String key = identifier(frame.key, site);
        String agentId = identifier(frame.agentId, site);
        sink.begin(frame, site.spanName(), SpanKind.INTERNAL, start, end);
        sink.text(Keys.OPERATION, operation.label());
        sink.text(Keys.NAMESPACE, namespace);
        sink.textIf(keyName, key);
        if (valueSize >= 0 && (operation == Operation.STORE || frame.found == 1)) {
            sink.whole(Keys.VALUE_SIZE, valueSize);
        }
        sink.wholeIf(Keys.TTL, Whole.of(frame.ttl));
        sink.wholeIf(Keys.LIMIT, Whole.of(frame.limit));
        if (operation == Operation.RETRIEVE && !isOpen) {
            sink.truth(Keys.FOUND, frame.found == 1);
        }
        boolean isCounted = operation == Operation.SEARCH && !isOpen && frame.resultCount >= 0;
        if (isCounted) {
            sink.whole(Keys.RESULT_COUNT, frame.resultCount);
        }
        sink.textIf(Keys.AGENT_ID, agentId);
        sink.textIf(Keys.AGENT_TYPE, identifier(frame.agentType, site));
        sink.fraction(Keys.DURATION_MS, (endNanos - frame.startNanos) / 1e6);
        if (failure != null) {
            sink.text(Keys.ERROR_TYPE, failure.type());
        }
        addExtras(frame, site, sink);

        sink.beginEvent(start, names.started());
        sink.repeat(Keys.NAMESPACE);
        sink.repeat(keyName);
        sink.repeat(Keys.AGENT_ID);
        sink.endEvent();
        addNested(frame, sink);
        if (failure != null) {
            sink.beginEvent(end, names.failed());
            sink.text(Keys.ERROR_MESSAGE, failure.messageOr(UNKNOWN_ERROR));
            sink.endEvent();
            failure.addTo(sink, end);
            sink.end(StatusCode.ERROR, failure.messageOr("Memory " + operation.label() + " failed"));
        } else if (isOpen) {
            sink.end(StatusCode.ERROR, CLEANED_UP);
        } else {
            addOutcome(frame, names, operation, end, isCounted, sink);
            sink.end(StatusCode.OK, null);
        }
    }

    private static void addOutcome(
            Frame frame, MemoryNames names, Operation operation, long end, boolean isCounted, SpanSink sink) {
        boolean isMiss = operation == Operation.RETRIEVE && frame.found != 1;
        sink.beginEvent(end, isMiss ? names.notFound() : names.completed());
        if (operation == Operation.RETRIEVE) {
            sink.truth(Keys.FOUND, !isMiss);
        } else if (operation != Operation.SEARCH) {
            sink.truth(Keys.SUCCESS, true);
        } else if (isCounted) {
            sink.whole(Keys.RESULT_COUNT, frame.resultCount);
        }
        sink.endEvent();
    }

    private void task(Frame frame, TaskSite site, long endNanos, boolean isOpen, SpanSink sink) {
        Failure failure = failure(frame, isOpen);
        long end = clock.at(endNanos);
        sink.begin(frame, site.name(), SpanKind.INTERNAL, clock.at(frame.startNanos), end);
        sink.textIf(Keys.AGENT_ID, identifier(frame.agentId, site));
        sink.textIf(Keys.AGENT_TYPE, identifier(frame.agentType, site));
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
            failure = failures.of(thrown);
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
        return thrown == null ? null : failures.of(thrown);
    }

    private void addNested(Frame frame, SpanSink sink) {
        List<Frame.NestedError> errors = frame.nestedErrors;
        if (errors == null) {
            return;
        }
        for (Frame.NestedError each : errors) {
            Failure failure = failures.of(each.thrown);
            Operation operation = ((MemorySite) each.site).operation();
            sink.beginEvent(clock.at(each.nanos), "memory.error");
            sink.text(Keys.OPERATION, operation.label());
            sink.text(Keys.NAMESPACE, namespace(each.namespace));
            if (operation != Operation.SEARCH) {
                sink.textIf(Keys.KEY, identifier(each.key, each.site));
            }
            sink.text(Keys.ERROR_MESSAGE, failure.messageOr(UNKNOWN_ERROR));
            sink.textIf(Keys.ERROR_STACK, failure.stack());
            sink.endEvent();
        }
    }

    /** The namespace's text; an operation that names none is in "default". */
    static String namespace(@Nullable Object given) {
        String text = given == null ? null : Text.of(given);
        return text == null || text.isEmpty() ? "default" : text;
    }

    /** An identifier's text; of an object that has none, its class's name, said once. */
    private static @Nullable String identifier(@Nullable Object given, Site site) {
        if (given == null) {
            return null;
        }
        String text = Text.of(given);
        if (text != null) {
            return text;
        }
        Log.warnOnce("Identifiers of " + site.method() + " show only as their type "
                + given.getClass().getName() + "; let the rule's path lead to a text or number of it, as in arg0.id.");
        return Text.orType(given);
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

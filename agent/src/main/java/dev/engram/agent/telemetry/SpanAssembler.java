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
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of a frame: names, kinds, attributes, events and status of the project's seed 000 for memory operations,
 * OpenTelemetry's database conventions for commands. Keeps nothing of the frame but texts and numbers. Not thread-safe.
 */
final class SpanAssembler {

    /** Redis's port, which goes without saying. */
    private static final int DEFAULT_PORT = 6379;

    private static final FlatAttributes NONE = new FlatAttributes.Builder().build();
    private static final FlatAttributes SUCCESS = FlatAttributes.of(Keys.SUCCESS, true);
    private static final FlatAttributes FOUND = FlatAttributes.of(Keys.FOUND, true);
    private static final FlatAttributes NOT_FOUND = FlatAttributes.of(Keys.FOUND, false);
    private static final StatusData CLEANED_UP = StatusData.create(StatusCode.ERROR, "Span ended during cleanup");

    private final Origin origin;
    private final EpochClock clock;
    private final Failures failures = new Failures();
    private final FlatAttributes.Builder attributes = new FlatAttributes.Builder();
    private final FlatAttributes.Builder eventAttributes = new FlatAttributes.Builder();

    /** A site's extra attributes, by the frame's index. */
    private final Map<Site, ExtraAttribute[]> extras = new WeakHashMap<>();

    SpanAssembler(Origin origin, EpochClock clock) {
        this.origin = origin;
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
    Span ended(Frame frame, long valueSize) {
        return assemble(frame, frame.endNanos, valueSize, false);
    }

    /** The span of a call that is still open at shutdown: an error, ended at {@code nanos}. */
    Span open(Frame frame, long nanos) {
        return assemble(frame, nanos, ValueSize.UNKNOWN, true);
    }

    private Span assemble(Frame frame, long endNanos, long valueSize, boolean isOpen) {
        attributes.clear();
        eventAttributes.clear();
        Site site = frame.site;
        if (site instanceof MemorySite) {
            return memory(frame, (MemorySite) site, endNanos, valueSize, isOpen);
        }
        if (site instanceof TaskSite) {
            return task(frame, (TaskSite) site, endNanos, isOpen);
        }
        if (site instanceof CommandSite) {
            return command(frame, (CommandSite) site, endNanos, isOpen);
        }
        throw new IllegalArgumentException("No span can be made of a frame at " + site);
    }

    private Span memory(Frame frame, MemorySite site, long endNanos, long valueSize, boolean isOpen) {
        Operation operation = site.operation();
        MemoryNames names = MemoryNames.of(operation);
        boolean isSearch = operation == Operation.SEARCH;
        Throwable thrown = isOpen ? null : frame.thrown;
        Failure failure = thrown == null ? null : failures.of(thrown);
        long start = clock.at(frame.startNanos);
        long end = clock.at(endNanos);

        String namespace = namespace(frame.namespace);
        String key = identifier(frame.key, site);
        String agentId = identifier(frame.agentId, site);
        attributes
                .add(Keys.OPERATION, operation.label())
                .add(Keys.NAMESPACE, namespace)
                .put(isSearch ? Keys.PATTERN : Keys.KEY, key);
        if (valueSize >= 0 && (operation == Operation.STORE || frame.found == 1)) {
            attributes.add(Keys.VALUE_SIZE, valueSize);
        }
        attributes.put(Keys.TTL, Whole.of(frame.ttl)).put(Keys.LIMIT, Whole.of(frame.limit));
        if (operation == Operation.RETRIEVE && !isOpen) {
            attributes.add(Keys.FOUND, frame.found == 1);
        }
        boolean isCounted = isSearch && !isOpen && frame.resultCount >= 0;
        if (isCounted) {
            attributes.add(Keys.RESULT_COUNT, frame.resultCount);
        }
        attributes
                .put(Keys.AGENT_ID, agentId)
                .put(Keys.AGENT_TYPE, identifier(frame.agentType, site))
                .add(Keys.DURATION_MS, (endNanos - frame.startNanos) / 1e6)
                .put(Keys.ERROR_TYPE, failure == null ? null : failure.type());
        addExtras(frame, site);

        List<SpanEvent> events = new ArrayList<>(failure == null ? 2 : 4);
        events.add(new SpanEvent(
                start,
                names.started(),
                eventAttributes
                        .add(Keys.NAMESPACE, namespace)
                        .put(isSearch ? Keys.PATTERN : Keys.KEY, key)
                        .put(Keys.AGENT_ID, agentId)
                        .build()));
        addNested(frame, events);
        StatusData status;
        if (isOpen) {
            status = CLEANED_UP;
        } else if (failure != null) {
            String message = failure.message();
            events.add(new SpanEvent(
                    end,
                    names.failed(),
                    FlatAttributes.of(Keys.ERROR_MESSAGE, message != null ? message : "Unknown error")));
            events.add(failure.event(end));
            status = StatusData.create(
                    StatusCode.ERROR, message != null ? message : "Memory " + operation.label() + " failed");
        } else {
            events.add(outcome(frame, names, operation, end, isCounted));
            status = StatusData.ok();
        }
        return span(site.spanName(), SpanKind.INTERNAL, frame, start, end, events, status);
    }

    private static SpanEvent outcome(Frame frame, MemoryNames names, Operation operation, long end, boolean isCounted) {
        switch (operation) {
            case RETRIEVE:
                return frame.found == 1
                        ? new SpanEvent(end, names.completed(), FOUND)
                        : new SpanEvent(end, names.notFound(), NOT_FOUND);
            case SEARCH:
                return new SpanEvent(
                        end,
                        names.completed(),
                        isCounted ? FlatAttributes.of(Keys.RESULT_COUNT, frame.resultCount) : NONE);
            default:
                return new SpanEvent(end, names.completed(), SUCCESS);
        }
    }

    private Span task(Frame frame, TaskSite site, long endNanos, boolean isOpen) {
        Throwable thrown = isOpen ? null : frame.thrown;
        Failure failure = thrown == null ? null : failures.of(thrown);
        long start = clock.at(frame.startNanos);
        long end = clock.at(endNanos);
        attributes
                .put(Keys.AGENT_ID, identifier(frame.agentId, site))
                .put(Keys.AGENT_TYPE, identifier(frame.agentType, site))
                .put(Keys.ERROR_TYPE, failure == null ? null : failure.type());
        addExtras(frame, site);
        List<SpanEvent> events = new ArrayList<>(1);
        addNested(frame, events);
        if (failure != null) {
            events.add(failure.event(end));
        }
        StatusData status = isOpen ? CLEANED_UP : failure == null ? StatusData.ok() : error(failure, "Unknown error");
        return span(site.name(), SpanKind.INTERNAL, frame, start, end, events, status);
    }

    /** The arguments of a command are never looked at. */
    private Span command(Frame frame, CommandSite site, long endNanos, boolean isOpen) {
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
        long start = clock.at(frame.startNanos);
        long end = clock.at(endNanos);
        attributes
                .add(Keys.DB_SYSTEM, command.system())
                .add(Keys.DB_OPERATION, command.operation())
                .put(Keys.DB_NAMESPACE, command.namespace())
                .put(Keys.SERVER_ADDRESS, command.address());
        if (command.port() > 0 && command.port() != DEFAULT_PORT) {
            attributes.add(Keys.SERVER_PORT, (long) command.port());
        }
        if (failure != null) {
            attributes
                    .add(Keys.ERROR_TYPE, statusCode != null ? statusCode : failure.type())
                    .put(Keys.DB_STATUS_CODE, statusCode);
        }
        List<SpanEvent> events = failure == null ? List.of() : List.of(failure.event(end));
        // A client span that went well has no status: it is for the caller to say.
        StatusData status = isOpen
                ? CLEANED_UP
                : failure == null
                        ? StatusData.unset()
                        : error(failure, statusCode != null ? statusCode : failure.type());
        return span(command.operation(), SpanKind.CLIENT, frame, start, end, events, status);
    }

    private static StatusData error(Failure failure, String otherwise) {
        String message = failure.message();
        return StatusData.create(StatusCode.ERROR, message != null ? message : otherwise);
    }

    private Span span(
            String name, SpanKind kind, Frame frame, long start, long end, List<SpanEvent> events, StatusData status) {
        return new Span(origin, name, kind, frame, start, end, attributes.build(), events, status);
    }

    private void addNested(Frame frame, List<SpanEvent> events) {
        List<Frame.NestedError> errors = frame.nestedErrors;
        if (errors == null) {
            return;
        }
        for (Frame.NestedError each : errors) {
            Failure failure = failures.of(each.thrown);
            Operation operation = ((MemorySite) each.site).operation();
            String message = failure.message();
            eventAttributes.add(Keys.OPERATION, operation.label()).add(Keys.NAMESPACE, namespace(each.namespace));
            if (operation != Operation.SEARCH) {
                eventAttributes.put(Keys.KEY, identifier(each.key, each.site));
            }
            events.add(new SpanEvent(
                    clock.at(each.nanos),
                    "memory.error",
                    eventAttributes
                            .add(Keys.ERROR_MESSAGE, message != null ? message : "Unknown error")
                            .put(Keys.ERROR_STACK, failure.stack())
                            .build()));
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

    private void addExtras(Frame frame, RuleSite site) {
        if (frame.attributeCount == 0) {
            return;
        }
        ExtraAttribute[] known = extras.computeIfAbsent(
                site,
                each -> site.attributeNames().stream().map(ExtraAttribute::new).toArray(ExtraAttribute[]::new));
        for (int i = 0; i < Math.min(known.length, frame.attributeCount); i++) {
            known[i].addTo(attributes, frame.attributes[i]);
        }
    }
}

package dev.engram.agent.propagation;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.TraceStack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which trace context goes from process to process with requests.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>A malformed {@code traceparent} is as none. A {@code tracestate} or {@code baggage} that is too long, or that holds
 *       what no header may hold, does not go on; else it goes on as it came.
 *   <li>Nothing is added to a request that has the header already, nor where the application's own OpenTelemetry has a span
 *       on the thread: that knows best.
 *   <li>Where nothing is open on a thread, nothing is allocated for a request that goes out.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class Propagation {

    /** No context comes in or goes out. */
    public static final Propagation NONE = new Propagation(List.of());

    /** How long a request is taken to last whose end Engram does not see. */
    public static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_STATE = "tracestate";
    private static final String BAGGAGE = "baggage";

    /** In characters: as many as the specifications ask everybody to pass on. */
    private static final int MOST_OF_TRACE_STATE = 512;

    private static final int MOST_OF_BAGGAGE = 8192;

    private final boolean tellsTrace;
    private final boolean tellsBaggage;

    /** @param propagators some of {@code tracecontext} and {@code baggage}; others are not known here */
    public Propagation(Collection<String> propagators) {
        this.tellsTrace = propagators.contains("tracecontext");
        this.tellsBaggage = propagators.contains(BAGGAGE);
    }

    /** Whether anything comes in or goes out. */
    public boolean isOn() {
        return tellsTrace || tellsBaggage;
    }

    /** What a request has told; null for nothing. */
    public @Nullable RemoteContext read(Object request) throws Throwable {
        RequestHeaders headers = RequestHeaders.of(request);
        if (headers == null) {
            return null;
        }
        String parent = tellsTrace ? headers.value(request, TRACE_PARENT, TraceParent.MOST) : null;
        RemoteContext span = parent == null ? null : TraceParent.parse(parent.trim());
        String state = span == null ? null : passed(headers.value(request, TRACE_STATE, MOST_OF_TRACE_STATE));
        String baggage = tellsBaggage ? passed(headers.value(request, BAGGAGE, MOST_OF_BAGGAGE)) : null;
        if (span == null) {
            return baggage == null ? null : new RemoteContext(0, 0, 0, 0, null, baggage);
        }
        return state == null && baggage == null
                ? span
                : new RemoteContext(span.traceIdHigh(), span.traceIdLow(), span.spanId(), span.flags(), state, baggage);
    }

    /** The value of a header if it may be sent again: visible characters of ASCII, blanks and tabs. */
    private static @Nullable String passed(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            if ((each < ' ' && each != '\t') || each > '~') {
                return null;
            }
        }
        return value;
    }

    /**
     * A request arrives on the calling thread: what begins now lies beneath the span that it told.
     *
     * @return what {@link TraceStack} needs to end it; null where nothing changes
     */
    public @Nullable OpenCall received(Object request) throws Throwable {
        RequestHeaders headers = RequestHeaders.of(request);
        OpenCall received = headers == null ? null : TraceStack.receive(read(request), headers.isNew(request));
        if (received != null && received.spanId != 0) {
            received.self = request;
        }
        return received;
    }

    /** What {@link #received} gave ends on its thread. */
    public void served(OpenCall received) throws Throwable {
        Object request = received.self;
        RequestHeaders headers = request == null ? null : RequestHeaders.of(request);
        if (request != null && headers != null && headers.isAsync(request)) {
            received.endLater(LONGEST_NANOS);
        }
    }

    /**
     * A request goes out from the calling thread: tells the next process what is open here.
     *
     * @param added the headers that the client adds to the application's, by their names; changed
     * @param given the application's headers, whatever the case of their names
     */
    public void send(Map<String, List<String>> added, Map<String, ?> given) {
        if (TraceStack.isWithinScope()) {
            return;
        }
        RemoteContext remote = TraceStack.remote();
        OpenCall open = TraceStack.parentOfOthers();
        if (tellsTrace && open != null && !given.containsKey(TRACE_PARENT)) {
            put(added, TRACE_PARENT, TraceParent.of(open, remote));
            if (remote != null && remote.traceState() != null && remote.isTraceOf(open)) {
                putAbsent(added, given, TRACE_STATE, remote.traceState());
            }
        }
        if (tellsBaggage && remote != null && remote.baggage() != null) {
            putAbsent(added, given, BAGGAGE, remote.baggage());
        }
    }

    /** A request is sent again, to where a server redirects it: with what {@link #send} has added. */
    public static void sendAgain(Map<String, List<String>> added, Map<String, List<String>> before) {
        for (String name : List.of(TRACE_PARENT, TRACE_STATE, BAGGAGE)) {
            List<String> values = before.get(name);
            if (values != null && !values.isEmpty()) {
                put(added, name, values.get(0));
            }
        }
    }

    private static void putAbsent(
            Map<String, List<String>> added, Map<String, ?> given, String name, @Nullable String value) {
        if (value != null && !given.containsKey(name)) {
            put(added, name, value);
        }
    }

    /** The client may add to the list. */
    private static void put(Map<String, List<String>> added, String name, String value) {
        List<String> values = new ArrayList<>(1);
        values.add(value);
        added.put(name, values);
    }
}

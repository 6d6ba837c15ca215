package dev.engram.bootstrap;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one entry point from woven application code into Engram.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>This class is defined by the bootstrap loader, so every class loader sees the same one.
 *   <li>At most one implementation of {@link Recorder} and of {@link Contexts} is ever loaded, so the JIT binds the calls below statically and
 *       inlines them into the woven method.
 * </ol>
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Without a recorder each method is one load and one predictable branch.
 *   <li>No method throws: a recorder handles its own errors.
 *   <li>Arguments are passed straight, never in an array; numbers of a primitive type are not boxed.
 * </ol>
 *
 * <p>Usage (this is what weaving adds to a method):
 *
 * <pre>{@code
 * Object call = Probe.enter(17, this, key, value, options, null, null, null);
 * try { ...the method... } finally { Probe.exit(call, returned, thrown); }
 * }</pre>
 *
 * <p>A method whose result comes later than its return ends by {@link #exitAsync}, which may exchange what is returned. One
 * whose result does nothing before it is subscribed to begins by {@link #assemble}, one that Kotlin suspends by {@link
 * #enterSuspending} and {@link #continuation}.
 *
 * <p>Where a task goes from one thread to another, {@link #capture} and {@link #attach} carry over what is open; where a
 * coroutine of Kotlin goes on, {@link #resume} does. The application's own OpenTelemetry tells by {@link #scopeOpened} and {@link #scopeClosed} which span is current, and asks by
 * {@link #currentContext}.
 *
 * <p>Where something is subscribed to whose signals come on other threads, {@link #subscribed}, {@link #subscribing} and {@link
 * #sharing} have them belong to the subscriber. Where a future or a command gets its result, {@link #completed}, {@link
 * #completing} and {@link #arriving} end calls before the application knows.
 *
 * <p>Where processes meet, {@link #receive} and {@link #receiveLater} take over what the caller of a request told, and {@link
 * #send} tells it to the next process.
 *
 * <p>Thread-safe. {@link #recorder} and {@link #ending} are plain fields on purpose: a thread that sees them late records a
 * little later.
 */
public final class Probe {

    /** How many of a method's arguments can be handed to {@link #enter}. */
    public static final int SLOTS = 6;

    private static @Nullable Recorder recorder;

    /** Of the calls that have begun: the recorder, also while it is switched off. */
    private static @Nullable Recorder ending;

    private Probe() {}

    /** Hands on to {@code next} from now on; null to nobody, also for the calls that are open. */
    public static void install(@Nullable Recorder next) {
        ending = next;
        recorder = next;
    }

    /** Whether there is a recorder, be it paused. */
    public static boolean isOpen() {
        return ending != null;
    }

    /** Lets no call begin any more, until {@link #install}; those that are open end as they would. */
    public static void pause() {
        recorder = null;
    }

    /**
     * Takes a number of a primitive type, for {@link #enter} to be called next on this thread.
     *
     * @param bits the number; of a float or double, what {@link Double#doubleToRawLongBits} gives
     * @param type its type's character in a descriptor: S, I, J, F or D
     * @param slot which argument of {@code enter} it is, from 0
     * @return what to hand over in its place, null where nothing is recorded
     */
    public static @Nullable Object argument(long bits, char type, int slot) {
        Recorder r = recorder;
        return r == null ? null : r.argument(slot, bits, type);
    }

    /**
     * Takes a result of a primitive type, for {@link #exit} to be called next.
     *
     * @param call what {@link #enter} returned
     * @param bits as in {@link #argument}
     * @param type as in {@link #argument}
     * @return what to hand over in its place, null where nothing is recorded
     */
    public static @Nullable Object result(@Nullable Object call, long bits, char type) {
        Recorder r = ending;
        return call == null || r == null ? null : r.result(call, bits, type);
    }

    /**
     * A woven call begins.
     *
     * @param site the number that weaving gave to this method
     * @param self the receiver, null for a static method
     * @param a0 to {@code a5}: those arguments that the site's rule reads, else null
     * @return what {@link #exit} needs, null when this call is not recorded
     */
    public static @Nullable Object enter(
            int site,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        Recorder r = recorder;
        return r == null ? null : r.enter(site, self, a0, a1, a2, a3, a4, a5);
    }

    /**
     * A woven call ends.
     *
     * @param call what {@link #enter} returned
     * @param returned the call's result where the site's rule reads it, else null
     * @param thrown what the call throws, null when it returns
     */
    public static void exit(@Nullable Object call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (call != null) {
            Recorder r = ending;
            if (r != null) {
                r.exit(call, returned, thrown);
            }
        }
    }

    /** As {@link #enter}, of a method that only puts together what will do the work once somebody subscribes to it. */
    public static @Nullable Object assemble(
            int site,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        Recorder r = recorder;
        return r == null ? null : r.assemble(site, self, a0, a1, a2, a3, a4, a5);
    }

    /**
     * As {@link #enter}, of a method that Kotlin suspends: it is called again, with a continuation of its own, each time that
     * it goes on.
     *
     * @param continuation its last argument
     */
    public static @Nullable Object enterSuspending(
            int site,
            @Nullable Object continuation,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        Recorder r = recorder;
        return r == null ? null : r.enterSuspending(site, continuation, self, a0, a1, a2, a3, a4, a5);
    }

    /**
     * What a suspending method is to take for its continuation.
     *
     * @param call what {@link #enterSuspending} returned
     */
    public static @Nullable Object continuation(@Nullable Object call, @Nullable Object continuation) {
        Recorder r = ending;
        return call == null || r == null ? continuation : r.continuation(call, continuation);
    }

    /**
     * As {@link #exit}, of a method whose result comes later than its return.
     *
     * @param call what {@link #enter}, {@link #assemble} or {@link #enterSuspending} returned
     * @return what the application is to get, {@code returned} or what stands for it
     */
    public static @Nullable Object exitAsync(
            @Nullable Object call, @Nullable Object returned, @Nullable Throwable thrown) {
        Recorder r = ending;
        return call == null || r == null ? returned : r.exitAsync(call, returned, thrown);
    }

    /**
     * A task is handed to another thread: what is open on this one is kept for {@link #attach}.
     *
     * @param task the object that is run, or the thread that is started
     */
    public static void capture(Object task) {
        Recorder r = recorder;
        if (r != null) {
            r.contexts.capture(task);
        }
    }

    /** A task that was handed over is not run: what {@link #capture} kept is forgotten. */
    public static void discard(Object task) {
        Recorder r = ending;
        if (r != null) {
            r.contexts.discard(task);
        }
    }

    /**
     * Work was taken from a queue on this thread, whose task serves others: what begins now is no part of what has handed over
     * the task, if that has ended.
     *
     * @param work null for none
     */
    public static void taken(@Nullable Object work) {
        Recorder r = recorder;
        if (r != null && work != null) {
            r.contexts.taken(work);
        }
    }

    /**
     * A task begins on this thread: what begins now lies beneath what was open where the task was handed over.
     *
     * @param task null where there is none
     * @return what {@link #detach} needs, null when nothing was open there
     */
    public static @Nullable Object attach(@Nullable Object task) {
        Recorder r = recorder;
        return r == null || task == null ? null : r.contexts.attach(task);
    }

    /**
     * As {@link #attach}, of what holds for longer than any task, such as the start of a pool's thread: what begins now lies
     * beneath nothing.
     */
    public static @Nullable Object attachNothing() {
        Recorder r = recorder;
        return r == null ? null : r.contexts.attachNothing();
    }

    /**
     * A Kotlin coroutine goes on, on this thread: what begins now lies beneath the call that it goes on with.
     *
     * @param continuation what is resumed
     * @return what {@link #detach} needs, null where nothing changes
     */
    public static @Nullable Object resume(Object continuation) {
        Recorder r = recorder;
        return r == null ? null : r.contexts.resume(continuation);
    }

    /**
     * A subscription begins whose signals come later, maybe on other threads: what its subscriber is a part of, or else what is
     * open on this thread, is kept for {@link #attach}.
     *
     * @param subscription what {@code attach} is called with
     */
    public static void subscribed(Object subscription, @Nullable Object subscriber) {
        Recorder r = recorder;
        if (r != null) {
            r.contexts.subscribed(subscription, subscriber);
        }
    }

    /**
     * Something is subscribed to that others have subscribed to, too, and whose signals come on anybody's threads: what the
     * subscriber does belongs to what it is a part of, or else to what is open on this thread.
     *
     * @return what subscribes in its place, which has its interfaces; the subscriber itself where nothing is open
     */
    public static @Nullable Object sharing(@Nullable Object subscriber) {
        Recorder r = recorder;
        return r == null || subscriber == null ? subscriber : r.contexts.sharing(subscriber);
    }

    /**
     * Something is subscribed to on this thread: what begins now is a part of what its subscriber is a part of.
     *
     * @return what {@link #detach} needs, null where nothing changes
     */
    public static @Nullable Object subscribing(@Nullable Object subscriber) {
        Recorder r = recorder;
        return r == null || subscriber == null ? null : r.contexts.subscribing(subscriber);
    }

    /**
     * A future may be complete, and nobody has been told so far.
     *
     * @param isNow whether it has become so by the method that says this
     */
    public static void completed(boolean isNow, Object future) {
        Recorder r = ending;
        if (isNow && r != null) {
            r.completed(future, null);
        }
    }

    /**
     * The result is there for which a future, or a command of a client library, waits, and nobody has been told so far.
     *
     * @param thrown the exception that is the result; null for none, or where the future itself tells it
     */
    public static void completing(Object future, @Nullable Object thrown) {
        Recorder r = ending;
        if (r != null) {
            r.completed(future, thrown);
        }
    }

    /**
     * Bytes from a Redis server have arrived on this thread, and are read next: the replies in them have arrived now, whatever
     * the application does with one before the next is read.
     *
     * @return what {@link #arrived} needs
     */
    public static @Nullable Object arriving() {
        Recorder r = recorder;
        return r == null ? null : r.arriving();
    }

    /** What has arrived is read. */
    public static void arrived(@Nullable Object arriving) {
        Recorder r = ending;
        if (r != null && arriving != null) {
            r.arrived(arriving);
        }
    }

    /** The end of what {@link #attach}, {@link #resume} or {@link #subscribing} returned. */
    public static void detach(@Nullable Object attached) {
        if (attached != null) {
            Recorder r = ending;
            if (r != null) {
                r.contexts.detach(attached);
            }
        }
    }

    /** The end of a task whose thread does nothing but run tasks, one after the other. */
    public static void detachAll() {
        Recorder r = ending;
        if (r != null) {
            r.contexts.detachAll();
        }
    }

    /**
     * The application's OpenTelemetry has made a context current on this thread: what begins now lies beneath its span.
     *
     * @param scope ends it; see {@link #scopeClosed}
     */
    public static void scopeOpened(@Nullable Object scope, @Nullable Object context) {
        Recorder r = recorder;
        if (r != null && scope != null && context != null) {
            r.contexts.scopeOpened(scope, context);
        }
    }

    /** The application's OpenTelemetry has closed a scope. */
    public static void scopeClosed(Object scope) {
        Recorder r = ending;
        if (r != null) {
            r.contexts.scopeClosed(scope);
        }
    }

    /**
     * The application's OpenTelemetry has started a span on this thread.
     *
     * @param name the span's
     */
    public static void spanStarted(@Nullable Object span, @Nullable String name) {
        Recorder r = recorder;
        if (r != null && span != null && name != null) {
            r.contexts.spanStarted(span, name);
        }
    }

    /**
     * Micrometer starts the span of an observation on this thread.
     *
     * @param context the observation's; null once the span is started
     */
    public static void observationStarts(@Nullable Object context) {
        Recorder r = recorder;
        if (r != null) {
            r.contexts.observationStarts(context);
        }
    }

    /**
     * The application asks OpenTelemetry for the current context.
     *
     * @param context what OpenTelemetry knows
     * @return the same with the span of the call that is open on this thread, {@code context} where none is
     */
    public static @Nullable Object currentContext(@Nullable Object context) {
        Recorder r = recorder;
        return r == null || context == null ? context : r.contexts.currentContext(context);
    }

    /**
     * A logger notes what it knows of this thread's context.
     *
     * @return the same with the span that is open, {@code context} where none is
     */
    public static @Nullable Object logContext(@Nullable Object context) {
        Recorder r = recorder;
        return r == null || context == null ? context : r.contexts.logContext(context);
    }

    /**
     * A request is served on this thread: what begins now lies beneath the span that it tells.
     *
     * @return what {@link #detach} needs, null where nothing changes
     */
    public static @Nullable Object receive(@Nullable Object request) {
        Recorder r = recorder;
        return r == null || request == null ? null : r.contexts.receive(request);
    }

    /**
     * As {@link #receive}, of a server that serves a request when it subscribes to what a method has put together.
     *
     * @param served what the method returns
     * @return what the server is to get, {@code served} or what stands for it
     */
    public static @Nullable Object receiveLater(@Nullable Object served, @Nullable Object request) {
        Recorder r = recorder;
        return r == null || served == null || request == null ? served : r.contexts.receiveLater(served, request);
    }

    /**
     * A request is about to go out from this thread.
     *
     * @param added the headers that the client adds to the application's, by their names; may be changed
     * @param given the application's headers
     */
    public static void send(@Nullable Map<String, List<String>> added, @Nullable Map<String, List<String>> given) {
        Recorder r = recorder;
        if (r != null && added != null && given != null) {
            r.contexts.send(added, given);
        }
    }

    /**
     * A request that has gone out is about to go out again, to another place.
     *
     * @param added the headers that the client adds now, as in {@link #send}; may be changed
     * @param before those that it added before
     */
    public static void sendAgain(
            @Nullable Map<String, List<String>> added, @Nullable Map<String, List<String>> before) {
        Recorder r = recorder;
        if (r != null && added != null && before != null) {
            r.contexts.sendAgain(added, before);
        }
    }
}

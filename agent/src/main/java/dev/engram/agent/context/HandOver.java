package dev.engram.agent.context;

import dev.engram.bootstrap.Probe;
import org.jspecify.annotations.Nullable;

/**
 * A method through which a task goes from one thread to another, or is run; or that tells the current context of the
 * application's own OpenTelemetry; or through which requests come into the process or go out of it.
 *
 * @param type the name of the class that declares the method
 * @param method its name
 * @param descriptor in the class file's notation; null for all methods of that name, since versions differ in it
 * @param argument the index of the argument that is the task, counted from 0; {@link #RECEIVER} for the object itself
 * @param role what the method does
 */
public record HandOver(String type, String method, @Nullable String descriptor, int argument, Role role) {

    /** In place of an argument's index. */
    public static final int RECEIVER = -1;

    /** All methods of that name. */
    public HandOver(String type, String method, int argument, Role role) {
        this(type, method, null, argument, role);
    }

    /** What a method does. */
    public enum Role {
        /** Hands the task over; see {@link Probe#capture}. Of a constructor, once the object is complete. */
        HANDS_OVER,
        /** Says that a task that was handed over is not run; see {@link Probe#discard}. */
        GIVES_UP,
        /** Runs the task; see {@link Probe#attach}. */
        RUNS,
        /** Runs one task after the other, by {@code run()}, and nothing else; see {@link Probe#detachAll}. */
        RUNS_IN_A_LOOP,
        /**
         * Returns the task that such a loop runs next. Woven too, since the loop of a thread that runs already stays as it was.
         */
        TAKES_NEXT,
        /** Called by such a loop before it runs the task, of which a thread may have waited for the first in the method above. */
        BEGINS,
        /** Returns work that another thread has left for this one; see {@link Probe#taken}. */
        RETURNS_WORK,
        /** Starts what outlives the tasks; see {@link Probe#attachNothing}. */
        STARTS_SERVICE,
        /** Resumes the coroutine; see {@link Probe#resume}. */
        RESUMES,
        /** Of a subscription: begins for the subscriber, its argument; see {@link Probe#subscribed}. */
        SUBSCRIBES,
        /** Subscribes its argument to what others subscribe to, too; see {@link Probe#sharing}. */
        SHARES,
        /** Runs code of the application for a subscriber, its argument; see {@link Probe#subscribing}. */
        RUNS_FOR_SUBSCRIBER,
        /** Reads what has arrived from a Redis server; see {@link Probe#arriving}. */
        READS_REPLIES,
        /**
         * Completes its receiver, a future, if it returns true; or, if it returns nothing, is called once its receiver has its
         * result, its argument if that is an exception, and before anybody knows; see {@link Probe#completed}.
         */
        COMPLETES,
        /** Makes its argument the current context, and returns the scope; see {@link Probe#scopeOpened}. */
        OPENS_SCOPE,
        /** Closes the scope; see {@link Probe#scopeClosed}. */
        CLOSES_SCOPE,
        /** Returns the span that it has started, of the name in its field {@code spanName}; see {@link Probe#spanStarted}. */
        STARTS_SPAN,
        /** Starts the span of an observation, whose context is the argument; see {@link Probe#observationStarts}. */
        STARTS_OBSERVATION,
        /** Returns the current context; see {@link Probe#currentContext}. */
        RETURNS_CONTEXT,
        /** Returns what a logger notes of the thread's context; see {@link Probe#logContext}. */
        RETURNS_LOG_CONTEXT,
        /** Keeps in a field, a map, what a logger notes of the thread's context; see {@link Probe#logContext}. */
        KEEPS_LOG_CONTEXT,
        /** Serves the request; see {@link Probe#receive}. */
        SERVES,
        /** Returns what serves the request when it is subscribed to; see {@link Probe#receiveLater}. */
        SERVES_LATER,
        /** Of a constructor: makes the request that goes out, of the application's; see {@link Probe#send}. */
        SENDS,
        /** Of a constructor: makes the request that goes out, of one that has gone out; see {@link Probe#sendAgain}. */
        SENDS_AGAIN
    }
}

package dev.engram.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * The one door between woven application code and Engram.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>This class is defined by the bootstrap loader, so every class loader sees the same one.
 *   <li>At most one {@link Recorder} implementation is ever loaded, so the JIT binds the calls below statically and
 *       inlines them into the woven method.
 * </ol>
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Without a recorder both methods are one load and one predictable branch.
 *   <li>Neither method throws: a recorder handles its own errors.
 *   <li>Arguments are passed straight, never in an array.
 * </ol>
 *
 * <p>Usage (this is what weaving adds to a method):
 *
 * <pre>{@code
 * Object frame = Probe.enter(17, this, key, value, options, null, null, null);
 * try { ...the method... } finally { Probe.exit(frame, returned, thrown); }
 * }</pre>
 *
 * <p>Thread-safe. {@link #recorder} is a plain field on purpose: a thread that sees it late records a little later.
 */
public final class Probe {

    /** How many of a method's arguments can be handed to {@link #enter}. */
    public static final int SLOTS = 6;

    private static @Nullable Recorder recorder;

    private Probe() {}

    /** Opens the door to {@code next}; null closes it. */
    public static void install(@Nullable Recorder next) {
        recorder = next;
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
     * @param frame what {@link #enter} returned
     * @param returned the call's result where the site's rule reads it, else null
     * @param thrown what the call throws, null when it returns
     */
    public static void exit(@Nullable Object frame, @Nullable Object returned, @Nullable Throwable thrown) {
        if (frame != null) {
            Recorder r = recorder;
            if (r != null) {
                r.exit(frame, returned, thrown);
            }
        }
    }
}

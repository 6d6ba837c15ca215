package dev.engram.agent.telemetry.privacy;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Failures of the calls that pass, and which of their exceptions carry credentials. The same exception passes several
 * times on its way up: with the command, the memory operation, the task. Not thread-safe.
 */
public final class Failures {

    /** Exceptions of secret commands remembered until the calls around them have passed too. */
    private static final int REMEMBERED = 64;

    private static final int MAX_CAUSES = 16;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays know no type parameters.
    private final @Nullable WeakReference<Throwable>[] secrets = new WeakReference[REMEMBERED];

    private final HiddenTexts hidden;
    private int next;
    private WeakReference<@Nullable Throwable> lastThrown = new WeakReference<>(null);
    private @Nullable Failure last;

    /** Failures whose texts are without those that are hidden. */
    public Failures(HiddenTexts hidden) {
        this.hidden = hidden;
    }

    /** What may be told of {@code thrown} in a trace, which is known by the lower half of its id. */
    public Failure of(Throwable thrown, long traceIdLow) {
        if (!hidden.isEmpty()) {
            // Each call that passes may have hidden more.
            return isSecret(thrown)
                    ? Failure.secret(thrown)
                    : Failure.of(thrown, text -> hidden.without(traceIdLow, text));
        }
        Failure known = last;
        if (known != null && lastThrown.get() == thrown) {
            return known;
        }
        Failure failure = isSecret(thrown) ? Failure.secret(thrown) : Failure.of(thrown);
        last = failure;
        lastThrown = new WeakReference<>(thrown);
        return failure;
    }

    /** Says that the message and stack of {@code thrown} must not be told, here and wherever it is a cause. */
    public void keepSecret(Throwable thrown) {
        secrets[next] = new WeakReference<>(thrown);
        next = (next + 1) % REMEMBERED;
        last = null;
    }

    private boolean isSecret(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            for (WeakReference<Throwable> secret : secrets) {
                if (secret != null && secret.get() == each) {
                    return true;
                }
            }
            each = StackText.cause(each);
        }
        return false;
    }
}

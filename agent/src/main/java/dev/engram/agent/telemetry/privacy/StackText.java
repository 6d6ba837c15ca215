package dev.engram.agent.telemetry.privacy;

import dev.engram.agent.telemetry.value.BoundedCall;
import dev.engram.agent.text.Texts;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A stack trace as {@link Throwable#printStackTrace()} writes it, but bounded, and without trust in the exception: an
 * application's own exception may override any method, and any of them may throw, or never return.
 */
final class StackText {

    /** Written beyond the limit so that {@link Redactor} sees whole credentials. */
    private static final int MAX = Failure.MAX_STACK + 1024;

    private static final int MAX_DEPTH = 32;

    /** Whether a method that is asked here is the application's own. */
    private static final ClassValue<Boolean> OWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isOwn(type, "getMessage") || isOwn(type, "getCause") || isOwn(type, "getStackTrace");
        }
    };

    private final StringBuilder out = new StringBuilder();
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private StackText() {}

    static String of(Throwable thrown) {
        StackText text = new StackText();
        text.write(thrown, "", "", new StackTraceElement[0], 0);
        return text.out.toString();
    }

    /** The exception's message; null when it has none or its method throws. */
    static @Nullable String message(Throwable thrown) {
        try {
            return ask(thrown, thrown::getMessage);
        } catch (Throwable broken) {
            return null;
        }
    }

    private void write(Throwable thrown, String indent, String caption, StackTraceElement[] enclosing, int depth) {
        if (out.length() > MAX) {
            return;
        }
        out.append(indent).append(caption).append(thrown.getClass().getName());
        String message = message(thrown);
        if (message != null) {
            out.append(": ").append(Texts.cut(message, Failure.MAX_MESSAGE));
        }
        out.append('\n');
        if (!seen.add(thrown) || depth == MAX_DEPTH) {
            return;
        }
        StackTraceElement[] trace = trace(thrown);
        int own = trace.length;
        for (int other = enclosing.length;
                own > 0 && other > 0 && trace[own - 1].equals(enclosing[other - 1]);
                other--) {
            own--;
        }
        for (int i = 0; i < own && out.length() <= MAX; i++) {
            out.append(indent).append("\tat ").append(trace[i]).append('\n');
        }
        if (own < trace.length) {
            out.append(indent).append("\t... ").append(trace.length - own).append(" more\n");
        }
        for (Throwable each : thrown.getSuppressed()) {
            write(each, indent + "\t", "Suppressed: ", trace, depth + 1);
        }
        Throwable cause = cause(thrown);
        if (cause != null) {
            write(cause, indent, "Caused by: ", trace, depth + 1);
        }
    }

    /** What a method of {@code thrown} gives; null where it is the application's own and takes too long. */
    private static <T> @Nullable T ask(Throwable thrown, Callable<@Nullable T> method) throws Exception {
        return OWN.get(thrown.getClass())
                ? BoundedCall.<@Nullable T>callOrNull(thrown.getClass(), method)
                : method.call();
    }

    private static boolean isOwn(Class<?> type, String method) {
        try {
            return type.getMethod(method).getDeclaringClass().getClassLoader() != null;
        } catch (NoSuchMethodException | LinkageError unseen) {
            return true;
        }
    }

    private static StackTraceElement[] trace(Throwable thrown) {
        try {
            StackTraceElement[] trace = ask(thrown, thrown::getStackTrace);
            return trace == null ? new StackTraceElement[0] : trace;
        } catch (Throwable broken) {
            return new StackTraceElement[0];
        }
    }

    /** The exception's cause; null when it has none or its method throws. */
    static @Nullable Throwable cause(Throwable thrown) {
        try {
            return ask(thrown, thrown::getCause);
        } catch (Throwable broken) {
            return null;
        }
    }
}

package dev.engram.agent.telemetry.privacy;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of an exception. Immutable.
 *
 * @param type the exception's class
 * @param message without credentials; null when there is none, or none that may be told
 * @param stack its stack trace, without credentials; null when it may not be told
 */
public record Failure(
        String type, @Nullable String message, @Nullable String stack) {

    /** Characters kept of a message and of a stack trace. */
    static final int MAX_MESSAGE = 4096;

    static final int MAX_STACK = 16_384;

    /** What may be told of {@code thrown} where nothing but credentials is hidden. */
    static Failure of(Throwable thrown) {
        return of(thrown, UnaryOperator.identity());
    }

    /**
     * What may be told of {@code thrown}.
     *
     * @param hide takes out of a text what is not to be shown
     */
    static Failure of(Throwable thrown, UnaryOperator<String> hide) {
        String message = StackText.message(thrown);
        return new Failure(
                typeOf(thrown),
                message == null || message.isEmpty() ? null : Redactor.clean(message, MAX_MESSAGE, hide),
                Redactor.clean(StackText.of(thrown), MAX_STACK, hide));
    }

    /** Only the type: what failed carries credentials. */
    public static Failure secret(Throwable thrown) {
        return new Failure(typeOf(thrown), null, null);
    }

    /** The canonical name of the exception's class, or its binary name where it has no other. */
    public static String typeOf(Throwable thrown) {
        Class<?> type = thrown.getClass();
        try {
            String canonical = type.getCanonicalName();
            return canonical != null ? canonical : type.getName();
        } catch (LinkageError enclosingTypeMissing) {
            return type.getName();
        }
    }

    /** The message, or {@code otherwise} where there is none. */
    public String messageOr(String otherwise) {
        return message != null ? message : otherwise;
    }
}

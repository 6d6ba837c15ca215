package dev.engram.agent.telemetry;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is told of an exception: its type, its message and its stack, both without credentials. Immutable. */
final class Failure {

    /** Characters kept of a message and of a stack trace. */
    static final int MAX_MESSAGE = 4096;

    static final int MAX_STACK = 16_384;

    private final String type;
    private final @Nullable String message;
    private final @Nullable String stack;

    private Failure(String type, @Nullable String message, @Nullable String stack) {
        this.type = type;
        this.message = message;
        this.stack = stack;
    }

    /** What may be told of {@code thrown} where nothing is hidden. */
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
    static Failure secret(Throwable thrown) {
        return new Failure(typeOf(thrown), null, null);
    }

    static String typeOf(Throwable thrown) {
        Class<?> type = thrown.getClass();
        try {
            String canonical = type.getCanonicalName();
            return canonical != null ? canonical : type.getName();
        } catch (LinkageError enclosingTypeMissing) {
            return type.getName();
        }
    }

    /** The exception's class. */
    String type() {
        return type;
    }

    /** Null when it may not be told. */
    @Nullable
    String stack() {
        return stack;
    }

    /** Null when there is none, or none that may be told. */
    @Nullable
    String message() {
        return message;
    }

    /** The message, or these words where there is none. */
    String messageOr(String otherwise) {
        return message != null ? message : otherwise;
    }

    /** Adds the {@code exception} event of the OpenTelemetry specification. */
    void addTo(SpanSink sink, long epochNanos) {
        sink.beginEvent(epochNanos, "exception");
        sink.text(Keys.EXCEPTION_TYPE, type);
        sink.textIf(Keys.EXCEPTION_MESSAGE, message);
        sink.textIf(Keys.EXCEPTION_STACKTRACE, stack);
        sink.endEvent();
    }
}

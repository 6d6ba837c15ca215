package dev.engram.agent.log.jul;

import dev.engram.agent.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@code java.util.logging.Logger} that the agent's libraries call. What they say goes to Engram's log at
 * debug level: where it matters to a user, Engram says it itself, in one sentence. Thread-safe.
 */
@SuppressWarnings("unused")
public final class Logger {

    private final String name;

    private Logger(String name) {
        this.name = name;
    }

    public static Logger getLogger(String name) {
        return new Logger(name);
    }

    public String getName() {
        return name;
    }

    public boolean isLoggable(Level level) {
        return level.intValue() >= Level.INFO.intValue() && Log.isDebug();
    }

    public void log(Level level, @Nullable String message) {
        if (isLoggable(level)) {
            Log.debug(name + ": " + message);
        }
    }

    public void log(Level level, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            Log.debug(name + ": " + message + (thrown == null ? "" : " (" + thrown + ")"));
        }
    }

    public void log(Level level, @Nullable String message, @Nullable Object parameter) {
        log(level, message);
    }

    public void log(Level level, @Nullable String message, @Nullable Object @Nullable [] parameters) {
        log(level, message);
    }

    public void severe(@Nullable String message) {
        log(Level.SEVERE, message);
    }

    public void warning(@Nullable String message) {
        log(Level.WARNING, message);
    }

    public void info(@Nullable String message) {
        log(Level.INFO, message);
    }

    public void fine(@Nullable String message) {
        log(Level.FINE, message);
    }
}

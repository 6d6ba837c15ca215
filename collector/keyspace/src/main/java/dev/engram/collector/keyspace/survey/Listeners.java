package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of surveys. Whatever a listener throws stays here, and is logged the first time. Thread-safe. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final String METHOD = "onMemoryTrace";

    private final List<SurveyListener> all = new CopyOnWriteArrayList<>();
    private final Set<SurveyListener> failed = ConcurrentHashMap.newKeySet();

    void add(SurveyListener listener) {
        all.add(listener);
    }

    /** Adds an object as a listener; says whether it can be told anything. */
    boolean attach(Object agent) {
        if (agent instanceof SurveyListener listener) {
            add(listener);
            return true;
        }
        Method method = method(agent.getClass());
        if (method == null) {
            return false;
        }
        add(stats -> invoke(method, agent, stats));
        return true;
    }

    private static @Nullable Method method(Class<?> type) {
        for (Method each : type.getMethods()) {
            if (each.getName().equals(METHOD)
                    && !Modifier.isStatic(each.getModifiers())
                    && each.getParameterCount() == 1
                    && each.getParameterTypes()[0].isAssignableFrom(SurveyStats.class)
                    // Public methods of a class that is not public are only reached so.
                    && each.trySetAccessible()) {
                return each;
            }
        }
        return null;
    }

    private static void invoke(Method method, Object agent, SurveyStats stats) {
        try {
            method.invoke(agent, stats);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method + " cannot be called", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method + " threw " + e.getCause(), e.getCause());
        }
    }

    void surveyed(SurveyStats stats) {
        tell(listener -> listener.onMemoryTrace(stats));
    }

    void failed(RedisException failure) {
        tell(listener -> listener.onMemoryTraceFailed(failure));
    }

    private void tell(Consumer<SurveyListener> news) {
        for (SurveyListener each : all) {
            try {
                news.accept(each);
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                // Also a method that the listener's class does not have, being compiled against another version.
                if (failed.add(each)) {
                    LOG.warn("A listener of memory surveys fails, and goes on being told: {}", e.toString());
                }
            }
        }
    }
}

package dev.engram.agent.check;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.weave.match.MethodMatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method that would be woven, and what would be read of a call.
 *
 * @param match the method, and what matches it
 * @param unreadable one sentence for each path that would read as null whatever the call
 */
record CheckedMethod(MethodMatch match, List<String> unreadable) {

    CheckedMethod {
        unreadable = List.copyOf(unreadable);
    }

    String type() {
        return match.type();
    }

    /** Its name alone. */
    String method() {
        return match.model().name();
    }

    List<String> params() {
        return match.params();
    }

    /** Null for a client library's call. */
    @Nullable
    Rule rule() {
        return match.rule();
    }

    /** What a call of it would be: {@code memory store}, {@code task aqe.task.generate}, {@code Redis command}. */
    String kind() {
        Rule rule = rule();
        if (rule == null) {
            return "Redis command";
        }
        StreamSignal signal = rule.signal();
        if (signal != null) {
            return "stream " + signal.label();
        }
        return rule.operation() == null
                ? "task " + rule.taskName()
                : "memory " + rule.operation().label();
    }

    /** Where each field, attribute and gauge would be read from, as the rule writes it; a text in quotes is the value itself. */
    Map<String, String> reads() {
        Map<String, String> reads = new LinkedHashMap<>();
        Rule rule = rule();
        if (rule != null) {
            rule.fields().forEach((field, accessor) -> reads.put(field.label(), text(accessor)));
            rule.attributes().forEach((name, accessor) -> reads.put("attribute " + name, text(accessor)));
            rule.gauges().forEach((name, accessor) -> reads.put("gauge " + name, text(accessor)));
        }
        return reads;
    }

    private static String text(Accessor accessor) {
        return accessor.paths().stream().map(CheckedMethod::text).collect(Collectors.joining(" or "));
    }

    private static String text(Path path) {
        return path.base() == Path.Base.LITERAL ? "'" + path + "'" : path.toString();
    }

    /** With its type and parameters. */
    @Override
    public String toString() {
        return match.toString();
    }
}

package dev.engram.agent.check;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.weave.Choice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A method that would be woven, and what would be read of a call. Immutable. */
final class Woven {

    private final String type;
    private final Choice choice;
    private final List<String> unreadable;

    /**
     * A method.
     *
     * @param unreadable sentences about paths that would read as null
     */
    Woven(String type, Choice choice, List<String> unreadable) {
        this.type = type;
        this.choice = choice;
        this.unreadable = List.copyOf(unreadable);
    }

    String type() {
        return type;
    }

    /** Its name alone. */
    String method() {
        return choice.method().substring(type.length() + 1);
    }

    List<String> params() {
        return choice.params();
    }

    /** Null for a client library's call. */
    @Nullable
    Rule rule() {
        return choice.rule();
    }

    /** What a call of it would be: {@code memory store}, {@code task aqe.task.generate}, {@code Redis command}. */
    String kind() {
        Rule rule = choice.rule();
        if (rule == null) {
            return "Redis command";
        }
        return rule.operation() == null
                ? "task " + rule.taskName()
                : "memory " + rule.operation().label();
    }

    /** Where each field, attribute and gauge would be read from, as the rule writes it; a text in quotes is the value itself. */
    Map<String, String> reads() {
        Map<String, String> reads = new LinkedHashMap<>();
        Rule rule = choice.rule();
        if (rule != null) {
            for (Map.Entry<Field, Accessor> each : rule.fields().entrySet()) {
                reads.put(each.getKey().label(), text(each.getValue()));
            }
            rule.attributes().forEach((name, accessor) -> reads.put("attribute " + name, text(accessor)));
            rule.gauges().forEach((name, accessor) -> reads.put("gauge " + name, text(accessor)));
        }
        return reads;
    }

    private static String text(Accessor accessor) {
        return accessor.paths().stream().map(Woven::text).collect(Collectors.joining(" or "));
    }

    private static String text(Path path) {
        return path.base() == Path.Base.LITERAL ? "'" + path + "'" : path.toString();
    }

    /** One sentence for each path that would read as null whatever the call. */
    List<String> unreadable() {
        return unreadable;
    }

    /** With its parameters. */
    @Override
    public String toString() {
        return choice.toString();
    }
}

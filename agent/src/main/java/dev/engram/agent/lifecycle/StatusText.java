package dev.engram.agent.lifecycle;

import java.util.List;
import java.util.Map;

/** A {@linkplain Status#tree status} for people. */
final class StatusText {

    private StatusText() {}

    /** A tree for people: a line for each fact, indented beneath what it belongs to. */
    static String of(Map<String, Object> tree) {
        StringBuilder text = new StringBuilder();
        tree.forEach((name, value) -> write(text, "", name, value));
        return text.toString().stripTrailing();
    }

    private static void write(StringBuilder text, String indent, String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            StringBuilder line = new StringBuilder();
            map.forEach((key, each) -> line.append(line.length() == 0 ? "" : ", ")
                    .append(key)
                    .append(' ')
                    .append(each instanceof Map<?, ?> inner ? inner.toString() : each));
            text.append(indent).append(name).append(": ").append(line).append('\n');
        } else if (value instanceof List<?> list) {
            text.append(indent)
                    .append(name)
                    .append(": ")
                    .append(list.isEmpty() ? "none" : list.size())
                    .append('\n');
            for (Object each : list) {
                text.append(indent).append("  ");
                if (each instanceof Map<?, ?> call) {
                    text.append(call.get("method"))
                            .append("  ")
                            .append(call.get("calls"))
                            .append(" calls  by ")
                            .append(call.get("by"))
                            .append("  in ")
                            .append(call.get("loaders"))
                            .append("on".equals(call.get("recording")) ? "" : "  switched off, since recording failed");
                } else {
                    text.append(each);
                }
                text.append('\n');
            }
        } else {
            text.append(indent).append(name).append(": ").append(value).append('\n');
        }
    }
}

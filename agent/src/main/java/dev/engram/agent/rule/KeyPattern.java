package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of an application's memory in Redis look like: text with the names of their parts in braces, as in {@code
 * memory:{agent}:{key}}. The parts are {@code agent}, {@code namespace} and {@code key}, each at most once; {@code key} takes
 * all that it can, the others as little. Immutable.
 */
public final class KeyPattern {

    /** The parts of a pattern. */
    static final List<String> PARTS = List.of("agent", "namespace", "key");

    private static final Pattern PART = Pattern.compile("\\{([^{}]*)\\}");

    private final String text;
    private final Pattern pattern;
    private final Set<String> parts;

    private KeyPattern(String text, Pattern pattern, Set<String> parts) {
        this.text = text;
        this.pattern = pattern;
        this.parts = parts;
    }

    /**
     * The parts of one key.
     *
     * @param key the whole key where the pattern has no such part
     */
    public record Match(@Nullable String agent, @Nullable String namespace, String key) {}

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when it is none; the message says why, and what would be right
     */
    public static KeyPattern parse(String text) {
        StringBuilder regex = new StringBuilder();
        Set<String> parts = new HashSet<>();
        List<String> order = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String part = matcher.group(1);
            if (!PARTS.contains(part)) {
                throw new IllegalArgumentException(
                        "{" + part + "} is no part of a key; write {agent}, {namespace} or {key}");
            }
            if (!parts.add(part)) {
                throw new IllegalArgumentException("{" + part + "} stands twice; keep one of them");
            }
            if (!order.isEmpty() && matcher.start() == end) {
                throw new IllegalArgumentException("{" + order.get(order.size() - 1) + "} and {" + part
                        + "} need text between them, such as a colon");
            }
            order.add(part);
            regex.append(Pattern.quote(text.substring(end, matcher.start())))
                    .append("(?<")
                    .append(part)
                    .append(part.equals("key") ? ">.+)" : ">.+?)");
            end = matcher.end();
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "the pattern has no part in braces; write one like memory:{agent}:{key}");
        }
        regex.append(Pattern.quote(text.substring(end)));
        return new KeyPattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL), Set.copyOf(parts));
    }

    /** The parts of a key; null when it does not look so. */
    public @Nullable Match match(String key) {
        Matcher matcher = pattern.matcher(key);
        if (!matcher.matches()) {
            return null;
        }
        String own = part(matcher, "key");
        return new Match(part(matcher, "agent"), part(matcher, "namespace"), own == null ? key : own);
    }

    private @Nullable String part(Matcher matcher, String name) {
        return parts.contains(name) ? matcher.group(name) : null;
    }

    @Override
    public String toString() {
        return text;
    }
}

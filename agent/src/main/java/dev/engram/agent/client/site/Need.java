package dev.engram.agent.client.site;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client library must have, so that its commands can be recorded: methods that are woven, and members that are read by
 * their names. Members of a supertype count.
 *
 * @param onlyWith a type; a version without it needs nothing. Null for every version
 * @param anyOf one of these is enough: versions differ
 */
public record Need(@Nullable String onlyWith, List<Member> anyOf) {

    public Need {
        anyOf = List.copyOf(anyOf);
    }

    /**
     * A member of a class.
     *
     * @param type the class's name
     * @param params the names of a method's parameters' types; null for a field
     */
    public record Member(String type, String name, @Nullable List<String> params) {

        public Member {
            params = params == null ? null : List.copyOf(params);
        }

        public static Member of(String text) {
            int open = text.indexOf('(');
            int dot = text.lastIndexOf('.', open < 0 ? text.length() : open);
            String inner = open < 0 ? "" : text.substring(open + 1, text.length() - 1);
            List<String> params = open < 0 ? null : inner.isEmpty() ? List.of() : List.of(inner.split(", ", -1));
            return new Member(text.substring(0, dot), text.substring(dot + 1, open < 0 ? text.length() : open), params);
        }

        /** {@code name} of a field, {@code name(java.lang.String, int)} of a method. */
        public String signature() {
            return params == null ? name : name + "(" + String.join(", ", params) + ")";
        }

        @Override
        public String toString() {
            return type + "." + signature();
        }
    }

    /**
     * Reads lines of the form {@code @Connection.socket}, {@code @Connection.send(@Command, byte[]) | @Connection.send(@Command)}
     * or {@code @Command ? @Command.getArguments()}.
     *
     * @param prefix what stands for {@code @}
     */
    public static List<Need> parse(String prefix, String lines) {
        List<Need> needs = new ArrayList<>();
        lines.replace("@", prefix).lines().filter(line -> !line.isBlank()).forEach(line -> {
            int condition = line.indexOf(" ? ");
            List<Member> members = new ArrayList<>();
            for (String each : line.substring(condition < 0 ? 0 : condition + 3).split(" \\| ", -1)) {
                members.add(Member.of(each.strip()));
            }
            needs.add(
                    new Need(condition < 0 ? null : line.substring(0, condition).strip(), members));
        });
        return needs;
    }
}

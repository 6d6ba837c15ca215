package dev.engram.agent.check;

import dev.engram.agent.rule.Path;
import dev.engram.agent.weave.classfile.ClassModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the types that a path goes through have the names that it reads, as far as class files tell. Not thread-safe.
 *
 * <p>It follows {@link Path}'s own order: map key, element, size, accessor or getter, whose field has the same type, field.
 * An object may be of a type that extends the declared one; those of the class path are looked at too, and the JDK's own
 * types are left alone unless they are final. Where anything stays open, nothing is said.
 */
final class PathCheck {

    private static final Map<String, String> BOXES = Map.of(
            "boolean", "java.lang.Boolean",
            "byte", "java.lang.Byte",
            "char", "java.lang.Character",
            "short", "java.lang.Short",
            "int", "java.lang.Integer",
            "long", "java.lang.Long",
            "float", "java.lang.Float",
            "double", "java.lang.Double");

    /** What an Optional holds; one of objects does not say. */
    private static final Map<String, String> OPTIONALS = Map.of(
            "java.util.OptionalInt", "java.lang.Integer",
            "java.util.OptionalLong", "java.lang.Long",
            "java.util.OptionalDouble", "java.lang.Double");

    /** Of a result that comes later, {@code return} is what it comes to. */
    private static final Set<String> LATER = Set.of(
            "java.util.concurrent.Future",
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.Flow$Publisher",
            "org.reactivestreams.Publisher");

    /** What of an Optional a path cannot read, since it opens it. */
    private static final Set<String> OF_OPTIONALS =
            Set.of("present", "isPresent", "isPresent()", "empty", "isEmpty", "isEmpty()", "get()", "orElseThrow()");

    /** In place of a type that class files do not tell. */
    private static final String OPEN = "?";

    private static final String OPTIONAL = "java.util.Optional";

    /** Names shown of a type that has many. */
    private static final int MAX_NAMES = 12;

    private final ApplicationTypes types;

    PathCheck(ApplicationTypes types) {
        this.types = types;
    }

    /**
     * Why the path reads as null whatever the call.
     *
     * @param owner the type whose method is woven
     * @param params the method's parameter types
     * @param result its result's type, {@code void} without one
     * @return without a full stop; null when it can be read, or when that cannot be known
     */
    @Nullable
    String complaint(Path path, String owner, List<String> params, String result) {
        Set<String> at = new LinkedHashSet<>();
        switch (path.base()) {
            case ARGUMENT -> at.add(path.argument() < params.size() ? params.get(path.argument()) : OPEN);
            case THIS -> at.add(owner);
            case RETURN -> at.add(result.equals("void") || isLater(result) ? OPEN : result);
            default -> {
                return null;
            }
        }
        // The text, not Path.names(): it has the question marks.
        String[] names = path.toString().split("\\.", -1);
        for (int i = 1; i < names.length && !at.contains(OPEN); i++) {
            boolean isOptional = names[i].endsWith("?");
            String name = isOptional ? names[i].substring(0, names[i].length() - 1) : names[i];
            if (at.contains(OPTIONAL) && OF_OPTIONALS.contains(name)) {
                return "an Optional in a path is opened, so " + name + " is looked for in what it holds; write "
                        + String.join(".", Arrays.asList(names).subList(0, i))
                        + ", which is not found where the Optional is empty";
            }
            Set<String> next = new LinkedHashSet<>();
            for (String type : at) {
                next.addAll(step(type, name));
            }
            if (next.isEmpty()) {
                return isOptional ? null : String.join(" or ", at) + " has no " + name + remedy(at, name);
            }
            at = next;
        }
        return null;
    }

    /** What may be meant: a method of that name, or the names that there are. */
    private String remedy(Set<String> declared, String name) {
        Set<String> names = new TreeSet<>();
        for (String type : declared) {
            for (String each : Objects.requireNonNullElse(types.withSubtypes(type), Set.of(type))) {
                Set<String> all = Objects.requireNonNullElse(types.withSupertypes(each), Set.of());
                if (method(all, name) != null) {
                    return "; it has a method: write " + name + Path.CALL;
                }
                for (String own : all) {
                    TypeMembers members = types.isOfTheClassPath(own) ? types.members(own) : null;
                    names.addAll(members == null ? Set.of() : members.readable());
                }
            }
        }
        return names.isEmpty()
                ? ""
                : "; it has " + names.stream().limit(MAX_NAMES).collect(Collectors.joining(", "))
                        + (names.size() > MAX_NAMES ? ", …" : "");
    }

    /** What {@code name} can be of an object that is declared as {@code declared}; empty when it has no such name. */
    private Set<String> step(String declared, String name) {
        String type = BOXES.getOrDefault(declared, OPTIONALS.getOrDefault(declared, declared));
        if (type.equals(OPTIONAL)) {
            return Set.of(OPEN);
        }
        if (type.endsWith("[]")) {
            return ofArray(type, name);
        }
        ClassModel model = types.get(type);
        if (model == null || (!types.isOfTheClassPath(type) && !model.header().isFinal())) {
            return Set.of(OPEN);
        }
        Set<String> candidates = types.withSubtypes(type);
        if (candidates == null) {
            return Set.of(OPEN);
        }
        Set<String> found = new LinkedHashSet<>();
        for (String each : candidates) {
            String member = member(each, name);
            if (member != null) {
                found.add(member);
            }
        }
        return found;
    }

    private boolean isLater(String result) {
        Set<String> all = types.withSupertypes(result);
        return result.startsWith("io.reactivex.") || (all != null && !Collections.disjoint(all, LATER));
    }

    private static Set<String> ofArray(String type, String name) {
        if (name.equals("size")) {
            return Set.of("int");
        }
        return isNumber(name) ? Set.of(type.substring(0, type.length() - "[]".length())) : Set.of();
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The type of the name in an object of exactly this type; null when it has none. */
    private @Nullable String member(String type, String name) {
        Set<String> all = types.withSupertypes(type);
        if (name.endsWith(Path.CALL)) {
            return all == null ? OPEN : method(all, name.substring(0, name.length() - Path.CALL.length()));
        }
        if (all == null || all.contains("java.util.Map") || (isNumber(name) && all.contains("java.util.List"))) {
            return OPEN;
        }
        if (name.equals("size") && (all.contains("java.util.Collection") || all.contains("java.lang.CharSequence"))) {
            return "int";
        }
        String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        String found = hasField(type, name) ? accessor(all, name, false) : null;
        found = found != null ? found : accessor(all, "get" + capital, false);
        found = found != null ? found : accessor(all, "is" + capital, true);
        return found != null ? found : field(all, name);
    }

    /** What a public method without parameters returns; null where there is none. */
    private @Nullable String method(Set<String> all, String name) {
        for (String each : all) {
            TypeMembers members = types.members(each);
            String result = members != null && members.isPublic(name) ? members.accessor(name) : null;
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    /** Of the type or a superclass, as a method of that name reads it; interfaces have no fields of objects. */
    private boolean hasField(String type, String name) {
        for (String each = type; each != null; ) {
            TypeMembers members = types.members(each);
            if (members == null || members.hasField(name)) {
                return members != null;
            }
            each = members.model().header().superclass();
        }
        return false;
    }

    /** @param truth whether only a boolean result will do */
    private @Nullable String accessor(Set<String> all, String method, boolean truth) {
        for (String each : all) {
            TypeMembers members = types.members(each);
            String result = members == null ? null : members.accessor(method);
            // The JDK's modules keep to themselves what is not public.
            boolean isOpen = members != null && (members.isPublic(method) || types.isOfTheClassPath(each));
            if (result != null
                    && isOpen
                    && (!truth || result.equals("boolean") || result.equals("java.lang.Boolean"))) {
                return result;
            }
        }
        return null;
    }

    private @Nullable String field(Set<String> all, String name) {
        for (String each : all) {
            TypeMembers members = types.members(each);
            // The JDK's modules keep to themselves what is not public.
            String type = members == null ? null : members.field(name, types.isOfTheClassPath(each));
            if (type != null) {
                return type;
            }
        }
        return null;
    }
}

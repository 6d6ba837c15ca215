package dev.engram.agent.rule.yaml;

import dev.engram.agent.text.Texts;
import dev.engram.agent.trace.SpanAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the names in a rule: of types, methods, parameter types, prefixes, attributes. Each gives what is wrong. */
public final class NameCheck {

    private static final int MAX_PREFIX = 64;
    private static final int MAX_ATTRIBUTE = 128;

    private static final Set<String> PRIMITIVES =
            Set.of("boolean", "byte", "short", "char", "int", "long", "float", "double");

    /** Names that people write without their package. */
    private static final Map<String, String> COMMON = Map.ofEntries(
            Map.entry("String", "java.lang.String"),
            Map.entry("Object", "java.lang.Object"),
            Map.entry("Class", "java.lang.Class"),
            Map.entry("Integer", "java.lang.Integer"),
            Map.entry("Long", "java.lang.Long"),
            Map.entry("Double", "java.lang.Double"),
            Map.entry("Boolean", "java.lang.Boolean"),
            Map.entry("CharSequence", "java.lang.CharSequence"),
            Map.entry("List", "java.util.List"),
            Map.entry("Map", "java.util.Map"),
            Map.entry("Set", "java.util.Set"),
            Map.entry("Collection", "java.util.Collection"),
            Map.entry("Optional", "java.util.Optional"),
            Map.entry("UUID", "java.util.UUID"),
            Map.entry("Duration", "java.time.Duration"),
            Map.entry("Instant", "java.time.Instant"));

    private NameCheck() {}

    static @Nullable String type(String name) {
        if (name.indexOf('*') >= 0) {
            return "the type " + Texts.quote(name) + " has a wildcard; name one class, or an interface for all its"
                    + " implementations";
        }
        return isTypeName(name)
                ? null
                : "the type " + Texts.quote(name)
                        + " is not the name of a class; write it like com.acme.MemoryManager, with"
                        + " a $ before a nested class";
    }

    static @Nullable String method(String name) {
        if (name.equals("<init>") || name.equals("<clinit>")) {
            return "a constructor cannot be recorded; name a method";
        }
        return isIdentifier(name)
                ? null
                : "the method " + Texts.quote(name) + " is not the name of a method; write the name alone, and the"
                        + " parameters' types under params";
    }

    static @Nullable String param(String name) {
        String quoted = "the parameter type " + Texts.quote(name);
        if (name.indexOf('<') >= 0) {
            String raw = name.substring(0, name.indexOf('<')).trim();
            return quoted + " has type arguments; write " + COMMON.getOrDefault(raw, raw);
        }
        if (name.endsWith("...")) {
            return quoted + " is an array; write " + Texts.quote(name.substring(0, name.length() - 3) + "[]");
        }
        String element = name;
        while (element.endsWith("[]")) {
            element = element.substring(0, element.length() - 2);
        }
        if (PRIMITIVES.contains(element)) {
            return null;
        }
        String full = COMMON.get(element);
        if (full != null) {
            return quoted + " lacks its package; write " + full + name.substring(element.length());
        }
        return isTypeName(element)
                ? null
                : quoted + " is not the name of a type; write it like java.lang.String, int or byte[]";
    }

    static @Nullable String prefix(String prefix) {
        boolean fits = prefix.length() <= MAX_PREFIX && Character.isLetter(prefix.charAt(0));
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            fits &= c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.');
        }
        return fits && !prefix.endsWith(".")
                ? null
                : "the prefix " + Texts.quote(prefix) + " cannot begin a span's name; write a letter, then up to "
                        + (MAX_PREFIX - 1) + " letters, digits, '_', '-' and '.', and no '.' at the end";
    }

    static @Nullable String attribute(String name) {
        if (SpanAttributes.reserved().contains(name)) {
            return "the attribute " + name + " is one of Engram's own; choose another name";
        }
        boolean fits = !name.isEmpty() && name.length() <= MAX_ATTRIBUTE;
        for (int i = 0; i < name.length(); i++) {
            fits &= name.charAt(i) > ' ' && !Character.isISOControl(name.charAt(i));
        }
        return fits
                ? null
                : "the attribute's name " + Texts.quote(name) + " is empty, too long or has blanks; write one like"
                        + " workflow.name, up to " + MAX_ATTRIBUTE + " characters";
    }

    /**
     * A name by which something is switched on or off.
     *
     * @param known the names of packs and rules; those of packs' rules have a dot
     */
    public static @Nullable String switched(String name, Collection<String> known) {
        if (known.contains(name)) {
            return null;
        }
        String perhaps = Shape.perhaps(name, known);
        List<String> packs = new ArrayList<>(known);
        packs.removeIf(each -> each.indexOf('.') >= 0);
        return Texts.quote(name) + " is neither a pack nor a named rule"
                + (perhaps.isEmpty()
                        ? "; the known ones are " + Texts.join(packs, "and") + " and the rules' names"
                        : perhaps);
    }

    private static boolean isTypeName(String name) {
        for (String part : List.of(name.split("\\.", -1))) {
            if (!isIdentifier(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIdentifier(String name) {
        boolean fits = !name.isEmpty() && Character.isJavaIdentifierStart(name.charAt(0));
        for (int i = 1; i < name.length(); i++) {
            fits &= Character.isJavaIdentifierPart(name.charAt(i));
        }
        return fits;
    }
}

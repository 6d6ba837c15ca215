package dev.engram.agent.telemetry.value;

import dev.engram.agent.rule.ProxyClasses;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a search found, as {@code gen_ai.memory.records} has it: for each record its id and score, and by the user's choice its
 * content and metadata. Only fields of objects and entries of the JDK's maps are read; nothing of the application runs.
 */
public final class Records {

    /** Records that are told. */
    private static final int MAX_RECORDS = 100;

    /** Characters for the content, or the metadata, of one record. */
    private static final int MAX_PART = 512;

    /**
     * Where the parts of a record are: names of fields or keys, joined by dots.
     *
     * @param content null where the rule does not say
     * @param metadata null where the rule does not say
     */
    public record Names(
            String id,
            String score,
            @Nullable String content,
            @Nullable String metadata) {}

    private Records() {}

    /**
     * The records as a JSON array of at most {@value Content#MAX} characters; those that do not fit are left out.
     *
     * @param given a collection or array
     * @param shownId how an id is shown; null for nothing
     * @return null where none can be read
     */
    public static @Nullable String of(
            @Nullable Object given, Names names, boolean hasContent, UnaryOperator<@Nullable String> shownId) {
        Collection<?> records = collection(given);
        if (records == null) {
            return null;
        }
        StringBuilder all = new StringBuilder("[");
        try {
            int count = 0;
            for (Iterator<?> each = records.iterator(); each.hasNext() && count < MAX_RECORDS; count++) {
                String record = record(each.next(), names, hasContent, shownId);
                if (all.length() + record.length() + 2 > Content.MAX) {
                    break;
                }
                all.append(count == 0 ? "" : ",").append(record);
            }
        } catch (RuntimeException changedMeanwhile) {
            return null;
        }
        return all.append(']').toString();
    }

    private static @Nullable Collection<?> collection(@Nullable Object given) {
        if (given instanceof Object[] array) {
            return Arrays.asList(array);
        }
        return given instanceof Collection<?> several && ReadMode.ofObject(several) == ReadMode.DATA ? several : null;
    }

    private static String record(
            @Nullable Object element, Names names, boolean hasContent, UnaryOperator<@Nullable String> shownId) {
        StringBuilder record = new StringBuilder("{");
        String id = ValueText.of(at(element, names.id()));
        String shown = id == null ? null : shownId.apply(id);
        if (shown != null) {
            append(record, "id", json(shown));
        }
        double score = Numbers.toDouble(at(element, names.score()));
        if (!Double.isNaN(score)) {
            append(record, "score", Double.toString(score));
        }
        if (hasContent && names.content() != null) {
            append(record, "content", json(at(element, names.content())));
        }
        if (hasContent && names.metadata() != null) {
            append(record, "metadata", json(at(element, names.metadata())));
        }
        return record.append('}').toString();
    }

    private static void append(StringBuilder record, String name, @Nullable String json) {
        if (json != null) {
            record.append(record.length() > 1 ? "," : "")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(json);
        }
    }

    /** What lies at a path of fields and keys; null where there is nothing, or what cannot be read as it is. */
    private static @Nullable Object at(@Nullable Object element, String path) {
        Object here = element;
        for (String name : List.of(path.split("\\.", -1))) {
            here = here instanceof Optional<?> optional ? optional.orElse(null) : here;
            if (here == null || ProxyClasses.isProxyOrMock(here) || ReadMode.ofObject(here) != ReadMode.DATA) {
                return null;
            }
            here = here instanceof Map<?, ?> map ? map.get(name) : field(here, name);
        }
        return here instanceof Optional<?> optional ? optional.orElse(null) : here;
    }

    private static @Nullable Object field(Object object, String name) {
        for (JsonField each : JsonField.of(object.getClass())) {
            if (each.name().equals(name)) {
                return each.get(object);
            }
        }
        return null;
    }

    /** The JSON of a part, null where it cannot be read or is too long; a text is cut. */
    private static @Nullable String json(@Nullable Object part) {
        if (part == null) {
            return null;
        }
        JsonText text = new JsonText(2 * MAX_PART);
        try {
            if (part instanceof String string) {
                text.string(string.length() > MAX_PART ? string.substring(0, MAX_PART) : string);
            } else {
                new JsonWalker(text, false).walk(part);
            }
            return text.written();
        } catch (UnreadableException unreadable) {
            return null;
        }
    }
}

package dev.engram.collector.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.engram.collector.common.render.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The queries of a document in Markdown: each has a title with a number, a text, and a statement. */
final class Queries {

    private static final Pattern QUERY =
            Pattern.compile("(?ms)^### \\d+\\. ([^\\n]+)\\n(((?!^#).)*?)^```sql\\n(.*?)^```$");

    private Queries() {}

    /** {@code [{title, text, sql}]} in the order of the document. */
    static ArrayNode of(String markdown) {
        ArrayNode queries = Json.mapper().createArrayNode();
        Matcher query = QUERY.matcher(markdown);
        while (query.find()) {
            queries.addObject()
                    .put("title", query.group(1).strip())
                    .put("text", query.group(2).strip().replaceAll("\\s+", " ").replace("`", ""))
                    .put("sql", query.group(4).strip());
        }
        return queries;
    }
}

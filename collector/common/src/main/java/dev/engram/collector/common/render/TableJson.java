package dev.engram.collector.common.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table as JSON: {@code {columns: [{name, type}], rows: [[…]], truncated}} on the wire, a list of objects for people. */
public final class TableJson {

    private TableJson() {}

    public static ObjectNode wire(Table table) {
        ObjectNode node = Json.mapper().createObjectNode();
        ArrayNode columns = node.putArray("columns");
        for (Table.Column column : table.columns()) {
            columns.addObject().put("name", column.name()).put("type", column.type());
        }
        node.set("rows", Json.mapper().valueToTree(table.rows()));
        node.put("truncated", table.truncated());
        return node;
    }

    /** The table of a node as {@link #wire} makes it; broken numbers come back as Double. */
    public static Table read(JsonNode node) {
        List<Table.Column> columns = new ArrayList<>();
        for (JsonNode column : node.path("columns")) {
            columns.add(new Table.Column(
                    column.path("name").asText(), column.path("type").asText()));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (JsonNode row : node.path("rows")) {
            List<@Nullable Object> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(Json.value(cell)));
            rows.add(cells);
        }
        return new Table(columns, rows, node.path("truncated").asBoolean());
    }

    /** One JSON object per row, in an array, indented. Of two columns with one name the last one shows. */
    public static String render(Table table) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : table.rows()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                object.put(table.columns().get(i).name(), row.get(i));
            }
            rows.add(object);
        }
        return SpanJson.pretty(Json.mapper().valueToTree(rows)) + "\n";
    }
}

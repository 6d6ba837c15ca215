package dev.engram.collector.common.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.model.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results of queries as text, JSON and CSV. */
class TextTableTest {

    @Test
    void columnsArePaddedAndNumbersOfAColumnHaveTheSameDecimals() {
        assertThat(TextTable.render(table(
                        List.of("name", "whole", "broken", "tiny", "none"),
                        List.of(row("a", 15.0, 7.25, 0.000123, null), row("schlüssel-鍵", 4.0, 15.0, 2e-7, null)))))
                .isEqualTo("""
                        name          whole  broken  tiny       none
                        --------------------------------------------
                        a             15     7.25    0.0001230
                        schlüssel-鍵  4      15.00   0.0000002
                        """);
    }

    @Test
    void emptyAndCutResultsSaySo() {
        assertThat(TextTable.render(table(List.of("a"), List.of()))).isEqualTo("a\n-\n(no rows)\n");
        Table cut = new Table(List.of(new Table.Column("a", "BIGINT")), List.of(row(1L)), true);
        assertThat(TextTable.render(cut)).isEqualTo("a\n-\n1\n(the first 1 rows; there are more)\n");
    }

    @Test
    void cellsCannotBreakTheTerminalOrTheTable() {
        String text = TextTable.render(table(List.of("a", "b"), List.of(row("x\u001b[31m\ny", "z".repeat(500)))));
        assertThat(text).contains("x\uFFFD[31m\uFFFDy").contains("zzz…");
        assertThat(text.lines().count()).isEqualTo(3);
    }

    @Test
    void aPlanKeepsItsLines() {
        assertThat(TextTable.render(table(
                        List.of("explain_key", "explain_value"), List.of(row("physical_plan", "line 1\nline 2\n")))))
                .isEqualTo("line 1\nline 2\n");
    }

    @Test
    void jsonAndCsvAreExact() {
        Table table = table(
                List.of("a", "b"),
                List.of(row("x,\"y\"", 0.1 + 0.2), row(null, Map.of("k", List.of(1L))), row("", true)));
        assertThat(TableCsv.render(table)).isEqualTo("""
                a,b
                "x,""y\""",0.30000000000000004
                ,"{""k"":[1]}"
                "",true
                """);
        assertThat(TableJson.render(table)).isEqualTo("""
                [
                  {
                    "a": "x,\\"y\\"",
                    "b": 0.30000000000000004
                  },
                  {
                    "a": null,
                    "b": {
                      "k": [
                        1
                      ]
                    }
                  },
                  {
                    "a": "",
                    "b": true
                  }
                ]
                """);
    }

    @Test
    void theWireLosesNothing() throws Exception {
        Table table = table(List.of("a", "b"), List.of(row("x", 15.0), row(null, 7.25)));
        JsonNode wire = Json.read(Json.write(TableJson.wire(table)));
        assertThat(TableJson.read(wire)).isEqualTo(table);
    }

    @Test
    void jsonForPeopleHoldsNoTerminalCommands() {
        assertThat(TableJson.render(table(List.of("a"), List.of(row("\u009b31m\u001b")))))
                .contains("\"\\u009b31m\\u001B\"");
    }

    private static Table table(List<String> columns, List<List<@Nullable Object>> rows) {
        return new Table(
                columns.stream().map(name -> new Table.Column(name, "")).toList(), rows, false);
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return Arrays.asList(cells);
    }
}

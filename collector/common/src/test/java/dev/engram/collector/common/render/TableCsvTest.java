package dev.engram.collector.common.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.model.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A table as CSV. */
@DisplayName("CSV")
class TableCsvTest {

    private static String row(@Nullable Object... cells) {
        List<Table.Column> columns = Arrays.stream(cells)
                .map(cell -> new Table.Column("c", "VARCHAR"))
                .toList();
        String csv = TableCsv.render(new Table(columns, List.of(Arrays.asList(cells)), false));
        return csv.substring(csv.indexOf('\n') + 1);
    }

    @Test
    @DisplayName("has exact values, quoted where that is needed")
    void exact() {
        assertThat(row(1L, -2.5, null, "", "x,y", "say \"no\"", "two\nlines", true))
                .isEqualTo("1,-2.5,,\"\",\"x,y\",\"say \"\"no\"\"\",\"two\nlines\",true\n");
    }

    @Test
    @DisplayName("puts an apostrophe before a text that a spreadsheet would take for a formula, and before no number")
    void formulas() {
        assertThat(row("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", -1L, "a=1"))
                .isEqualTo("'=1+1,'+1,'-1,'@SUM(A1),'\t=1,-1,a=1\n");
        assertThat(TableCsv.render(new Table(List.of(new Table.Column("=cmd()", "VARCHAR")), List.of(), false)))
                .isEqualTo("'=cmd()\n");
    }

    @Test
    @DisplayName("shows characters that a terminal would obey as escapes")
    void escapes() {
        assertThat(row("\u001b[31mred", "a\rb", "a\u009bb", "\u202eabc", Map.of("k", "\u001b[2J")))
                .isEqualTo("\\u001b[31mred,a\\u000db,a\\u009bb,\\u202eabc,\"{\"\"k\"\":\"\"\\u001B[2J\"\"}\"\n");
    }
}

package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.TableCsv;
import dev.engram.collector.common.render.TableJson;
import dev.engram.collector.common.render.TextTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the result of a query. */
@Command(
        name = "query",
        description = "Runs one read-only SQL statement. The views spans and metrics hold the collected data.",
        mixinStandardHelpOptions = true)
public final class QueryCommand implements Callable<Integer> {

    private enum Format {
        TABLE,
        JSON,
        CSV
    }

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            paramLabel = "SQL",
            description = "The statement, such as: SELECT name, duration_ms FROM spans LIMIT 10")
    private String sql = "";

    @Option(
            names = "--format",
            defaultValue = "table",
            description =
                    "Output format: table, json or csv (default: ${DEFAULT-VALUE}). Numbers in a table are rounded; json"
                            + " and csv are exact.")
    private Format format = Format.TABLE;

    @Override
    public Integer call() throws Failure {
        Table table = TableJson.read(api.client().query(sql));
        Output.print(
                switch (format) {
                    case TABLE -> TextTable.render(table);
                    case JSON -> TableJson.render(table);
                    case CSV -> TableCsv.render(table);
                });
        if (table.truncated() && format != Format.TABLE) {
            System.err.println("These are the first " + table.rows().size() + " rows; there are more.");
        }
        return 0;
    }
}

package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.TableCsv;
import dev.engram.collector.common.render.TableJson;
import dev.engram.collector.common.render.TextTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
        CSV,
        PARQUET
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
                    "Output format: table, json, csv or parquet (default: ${DEFAULT-VALUE}). Numbers in a table are"
                            + " rounded, in the others exact. parquet needs --out.")
    private Format format = Format.TABLE;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the result to this file.")
    private @Nullable Path out;

    @Override
    public Integer call() throws Failure {
        switch (format) {
            case TABLE -> write(TextTable::render);
            case JSON -> write(TableJson::render);
            case CSV -> write(TableCsv::render);
            case PARQUET -> writeParquet();
        }
        return 0;
    }

    private void write(Function<Table, String> rendering) throws Failure {
        Table table = TableJson.read(api.client().query(sql));
        String text = rendering.apply(table);
        if (out == null) {
            Output.print(text);
        } else {
            WholeFile.write(out, part -> Files.writeString(part, text));
        }
        if (table.truncated() && format != Format.TABLE) {
            System.err.println("These are the first " + table.rows().size() + " rows; there are more.");
        }
    }

    private void writeParquet() throws Failure {
        Path file = out;
        if (file == null) {
            throw new Failure("Parquet is no text; name a file with --out.");
        }
        boolean truncated = WholeFile.write(file, part -> api.client().query(sql, part));
        if (truncated) {
            System.err.println(file + " has the first rows of the result; there are more.");
        }
    }
}

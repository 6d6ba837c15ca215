package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.FindingsText;
import dev.engram.collector.common.render.TableJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what is conspicuous about memories. */
@Command(
        name = "findings",
        description =
                "Shows what is conspicuous about memories: keys that nobody reads, reads that never find anything, values"
                        + " that are stored twice. docs/findings.md explains each finding.",
        mixinStandardHelpOptions = true)
public final class FindingsCommand implements Callable<Integer> {

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(
            names = "--finding",
            paramLabel = "NAME",
            description = "Show only findings of this name, such as \"never read\" (default: all).")
    private @Nullable String finding;

    @Option(
            names = "--namespace",
            paramLabel = "NS",
            description = "Show only findings in this namespace (default: all).")
    private @Nullable String namespace;

    @Option(names = "--key", paramLabel = "KEY", description = "Show only findings about this key (default: all).")
    private @Nullable String key;

    @Mixin
    private final FormatOptions format = new FormatOptions();

    @Override
    public Integer call() throws Failure {
        Table findings = TableJson.read(api.client().query(sql()));
        Output.print(format.isJson() ? TableJson.render(findings) : FindingsText.render(findings));
        if (findings.truncated()) {
            System.err.println("These are the first " + findings.rows().size()
                    + " findings; there are more. --namespace, --finding and --key show a part of them.");
        }
        return 0;
    }

    private String sql() {
        List<String> conditions = new ArrayList<>();
        add("finding", finding, conditions);
        add("namespace", namespace, conditions);
        add("key", key, conditions);
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return "SELECT " + FindingsText.COLUMNS + " FROM findings" + where
                + " ORDER BY finding, coalesce(bytes, 0) DESC, times DESC, namespace, key";
    }

    private static void add(String column, @Nullable String value, List<String> conditions) {
        if (value != null) {
            conditions.add(column + " = '" + value.replace("'", "''") + "'");
        }
    }
}

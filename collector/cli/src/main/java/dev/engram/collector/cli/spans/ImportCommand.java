package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.TableJson;
import dev.engram.collector.server.SpanFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the spans of files to a collector that does not have them. */
@Command(
        name = "import",
        description =
                "Sends the spans of files, as export writes them, to a collector. What it has already is left out.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

    /** Most spans of a request. */
    private static final int BATCH = 500;

    /** About how many characters of names and values a request has: a part of what a collector takes by default. */
    private static final long CHARACTERS = 4 << 20;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Lines of OTLP/JSON, or Parquet.")
    private List<Path> files = List.of();

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            description = "Address where the collector takes OTLP over HTTP (default: its own on the host of --url).")
    private @Nullable String otlp;

    private final List<Span> waiting = new ArrayList<>();
    private long characters;
    private long sent;
    private long known;
    private long rejected;
    private long tooLarge;

    @Override
    public Integer call() throws Failure {
        ApiClient client = api.client();
        for (Path file : files) {
            try {
                SpanFiles.read(file, span -> add(client, span));
                send(client);
            } catch (Sending e) {
                throw e.failure;
            } catch (IOException e) {
                throw new Failure(file + " cannot be imported: " + e.getMessage(), e);
            }
        }
        Output.println(
                "Imported " + sent + (sent == 1 ? " span" : " spans") + "; the collector had " + known + " already.");
        if (tooLarge > 0) {
            throw new Failure(tooLarge + (tooLarge == 1 ? " span is" : " spans are")
                    + " larger than a request to the collector may be, and not imported; start it with a larger"
                    + " --max-request and import again.");
        }
        if (rejected > 0) {
            throw new Failure("The collector rejected " + rejected + (rejected == 1 ? " span" : " spans")
                    + "; their ids or times are out of range.");
        }
        return 0;
    }

    /** Carries a failure of the collector through the reading of a file. */
    private static final class Sending extends IOException {
        private final transient Failure failure;

        Sending(Failure failure) {
            super(failure.getMessage(), failure);
            this.failure = failure;
        }
    }

    private void add(ApiClient client, Span span) throws IOException {
        if (!span.traceId().matches("[0-9a-f]{32}") || !span.spanId().matches("[0-9a-f]{16}")) {
            throw new IOException("A span has no id.");
        }
        waiting.add(span);
        characters += SpanFiles.characters(span);
        if (waiting.size() == BATCH || characters > CHARACTERS) {
            send(client);
        }
    }

    private void send(ApiClient client) throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            Set<String> there = known(client);
            List<Span> missing =
                    waiting.stream().filter(span -> there.add(version(span))).toList();
            send(client, missing);
            known += waiting.size() - missing.size();
            waiting.clear();
            characters = 0;
        } catch (Failure e) {
            throw new Sending(e);
        }
    }

    /** Sends spans; in halves, if they are more than the collector takes at once. */
    private void send(ApiClient client, List<Span> spans) throws Failure {
        if (spans.isEmpty()) {
            return;
        }
        long notKept = client.sendSpans(otlp, SpanFiles.request(spans));
        if (notKept != ApiClient.TOO_LARGE) {
            sent += spans.size() - notKept;
            rejected += notKept;
        } else if (spans.size() == 1) {
            tooLarge++;
        } else {
            int half = spans.size() / 2;
            send(client, spans.subList(0, half));
            send(client, spans.subList(half, spans.size()));
        }
    }

    /** What tells spans with the same ids apart; the end tells versions of one span apart, of which the later counts. */
    private static String version(Span span) {
        return String.join(
                " ", span.traceId(), span.spanId(), span.kind(), Long.toString(span.endNanos()), span.serviceName());
    }

    /** Those that the collector has; an id has hexadecimal digits alone. */
    private Set<String> known(ApiClient client) throws Failure {
        Table table = TableJson.read(client.query(
                "SELECT concat_ws(' ', trace_id, span_id, kind, end_unix_nano, service_name) FROM spans WHERE trace_id IN ("
                        + quoted(waiting.stream().map(Span::traceId)) + ") AND span_id IN ("
                        + quoted(waiting.stream().map(Span::spanId)) + ")"));
        if (table.truncated()) {
            throw new Failure("The collector's limit of rows is too small for an import; raise --query-rows.");
        }
        return table.rows().stream()
                .map(row -> String.valueOf(row.get(0)))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String quoted(Stream<String> ids) {
        return ids.distinct().collect(Collectors.joining("', '", "'", "'"));
    }
}

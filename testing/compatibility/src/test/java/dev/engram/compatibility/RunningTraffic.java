package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.telemetry.Otlp;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sample that runs {@code Traffic} until it is stopped, under the agent. */
final class RunningTraffic {

    private static final Pattern SENT = Pattern.compile("sent (\\d+) wrong (\\d+) failed \\{(.*)}");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path progress;
    private final Path stop;
    private final CompletableFuture<Trace> trace;

    /**
     * Starts it.
     *
     * @param folder an empty one
     * @param arguments the sample's, before the two files of {@code Traffic}
     */
    RunningTraffic(Run run, Path folder, String... arguments) {
        progress = folder.resolve("progress");
        stop = folder.resolve("stop");
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = progress.toString();
        all[arguments.length + 1] = stop.toString();
        trace = CompletableFuture.supplyAsync(() -> {
            try {
                // It makes spans as fast as it can, and all of them are to be sent in time.
                return run.asInProduction().trace(all);
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    /** Waits for some more rounds of the traffic, or its end. */
    void awaitRounds() {
        int before = rounds();
        await().atMost(PATIENCE).until(() -> trace.isDone() || rounds() >= before + 3);
    }

    private int rounds() {
        try {
            return Files.exists(progress) ? Integer.parseInt(Files.readString(progress)) : 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Lets it end after its round. */
    void stop() throws IOException {
        Files.createFile(stop);
    }

    /**
     * What arrived, by start. Fails unless each command is one span, and those of failed commands say so.
     *
     * @param wrong how many reads may have found another value than the one just written
     */
    List<Span> commands(int wrong) {
        Trace told = trace.join();
        Matcher sent = SENT.matcher(told.out().strip());
        assertThat(sent.matches()).as(told.out()).isTrue();
        assertThat(Integer.parseInt(sent.group(2))).as("wrong answers").isLessThanOrEqualTo(wrong);
        assertThat(sent.group(3)).as("failed").isNotEmpty();
        List<Span> commands = told.spans().stream()
                .filter(span -> Set.of("GET", "SET").contains(span.getName()))
                .toList();
        assertThat(commands).hasSize(Integer.parseInt(sent.group(1)));
        long failures = commands.stream().filter(RunningTraffic::isFailed).count();
        long shown = sent.group(3)
                .replaceAll("\\w+=", "")
                .transform(counts -> Pattern.compile(", ").splitAsStream(counts))
                .mapToLong(Long::parseLong)
                .sum();
        assertThat(failures).isEqualTo(shown);
        assertThat(commands)
                .filteredOn(RunningTraffic::isFailed)
                .allMatch(span -> Otlp.attributes(span).containsKey("error.type"));
        return commands;
    }

    static boolean isFailed(Span span) {
        return span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
    }
}

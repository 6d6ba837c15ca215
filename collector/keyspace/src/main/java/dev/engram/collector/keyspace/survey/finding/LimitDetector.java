package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.ServerFacts;
import dev.engram.collector.keyspace.survey.stats.Severity;
import java.util.List;
import java.util.function.Consumer;

/** Namespaces near the limits that the user set, and a server near its maxmemory. */
final class LimitDetector implements Detector {

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        input.rules().limits().forEach((name, limit) -> {
            NamespaceStats namespace = input.now().namespace(name);
            if (namespace != null) {
                keys(input, namespace, limit, found);
                bytes(input, namespace, limit, found);
            }
        });
        server(input, found);
    }

    private static void keys(DetectorInput input, NamespaceStats namespace, Limit limit, Consumer<Finding> found) {
        if (limit.keys() > 0 && namespace.keys() >= input.rules().near() * limit.keys()) {
            String says = namespace.name() + " has " + NumberText.keys(namespace.keys()) + ", "
                    + NumberText.percent((double) namespace.keys() / limit.keys()) + " of its limit of "
                    + NumberText.keys(limit.keys()) + ".";
            found.accept(finding(input, namespace, says, namespace.keys(), limit.keys()));
        }
    }

    private static void bytes(DetectorInput input, NamespaceStats namespace, Limit limit, Consumer<Finding> found) {
        if (limit.bytes() > 0 && namespace.bytes() >= input.rules().near() * limit.bytes()) {
            String says = namespace.name() + " takes " + NumberText.bytes(namespace.bytes()) + ", "
                    + NumberText.percent((double) namespace.bytes() / limit.bytes()) + " of its limit of "
                    + NumberText.bytes(limit.bytes()) + ".";
            found.accept(finding(input, namespace, says, namespace.bytes(), limit.bytes()));
        }
    }

    private static Finding finding(DetectorInput input, NamespaceStats namespace, String says, long now, long limit) {
        return new Finding(
                FindingKind.NEAR_LIMIT,
                Severity.WARNING,
                namespace.name(),
                says,
                NumberText.numbers("now", now, "limit", limit),
                List.of(),
                input.now().usage().writerIn(namespace.name()),
                "Delete what is not needed (engram redis clean), shorten TTLs, or raise the limit.");
    }

    private static void server(DetectorInput input, Consumer<Finding> found) {
        ServerFacts server = input.now().server();
        if (server.maxMemory() <= 0 || server.usedMemory() < input.rules().near() * server.maxMemory()) {
            return;
        }
        found.accept(new Finding(
                FindingKind.NEAR_LIMIT,
                Severity.WARNING,
                null,
                "The server uses " + NumberText.bytes(server.usedMemory()) + ", "
                        + NumberText.percent((double) server.usedMemory() / server.maxMemory())
                        + " of its maxmemory of "
                        + NumberText.bytes(server.maxMemory()) + ".",
                NumberText.numbers("now", server.usedMemory(), "limit", server.maxMemory()),
                List.of(),
                null,
                server.policy().equals("noeviction")
                        ? "At the limit it refuses every write (noeviction): make room, or raise maxmemory."
                        : "At the limit it evicts keys that agents may still need (" + server.policy()
                                + "): make room, or raise maxmemory."));
    }
}

package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.NamespaceStats;
import dev.engram.collector.redis.trace.ServerFacts;
import java.util.List;
import java.util.function.Consumer;

/** Namespaces near the limits that the user set, and a server near its maxmemory. */
final class LimitDetector implements Detector {

    @Override
    public void detect(Look look, Consumer<Finding> found) {
        look.rules().limits().forEach((name, limit) -> {
            NamespaceStats namespace = look.now().namespace(name);
            if (namespace != null) {
                keys(look, namespace, limit, found);
                bytes(look, namespace, limit, found);
            }
        });
        server(look, found);
    }

    private static void keys(Look look, NamespaceStats namespace, Limit limit, Consumer<Finding> found) {
        if (limit.keys() > 0 && namespace.keys() >= look.rules().near() * limit.keys()) {
            String says = namespace.name() + " has " + Words.keys(namespace.keys()) + ", "
                    + Words.percent((double) namespace.keys() / limit.keys()) + " of its limit of "
                    + Words.keys(limit.keys()) + ".";
            found.accept(finding(look, namespace, says, namespace.keys(), limit.keys()));
        }
    }

    private static void bytes(Look look, NamespaceStats namespace, Limit limit, Consumer<Finding> found) {
        if (limit.bytes() > 0 && namespace.bytes() >= look.rules().near() * limit.bytes()) {
            String says = namespace.name() + " takes " + Words.bytes(namespace.bytes()) + ", "
                    + Words.percent((double) namespace.bytes() / limit.bytes()) + " of its limit of "
                    + Words.bytes(limit.bytes()) + ".";
            found.accept(finding(look, namespace, says, namespace.bytes(), limit.bytes()));
        }
    }

    private static Finding finding(Look look, NamespaceStats namespace, String says, long now, long limit) {
        return new Finding(
                FindingKind.NEAR_LIMIT,
                Severity.WARNING,
                namespace.name(),
                says,
                Words.numbers("now", now, "limit", limit),
                List.of(),
                look.now().usage().writerIn(namespace.name()),
                "Delete what is not needed (engram redis clean), shorten TTLs, or raise the limit.");
    }

    private static void server(Look look, Consumer<Finding> found) {
        ServerFacts server = look.now().server();
        if (server.maxMemory() <= 0 || server.usedMemory() < look.rules().near() * server.maxMemory()) {
            return;
        }
        found.accept(new Finding(
                FindingKind.NEAR_LIMIT,
                Severity.WARNING,
                null,
                "The server uses " + Words.bytes(server.usedMemory()) + ", "
                        + Words.percent((double) server.usedMemory() / server.maxMemory()) + " of its maxmemory of "
                        + Words.bytes(server.maxMemory()) + ".",
                Words.numbers("now", server.usedMemory(), "limit", server.maxMemory()),
                List.of(),
                null,
                server.policy().equals("noeviction")
                        ? "At the limit it refuses every write (noeviction): make room, or raise maxmemory."
                        : "At the limit it evicts keys that agents may still need (" + server.policy()
                                + "): make room, or raise maxmemory."));
    }
}

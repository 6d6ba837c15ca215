package dev.engram.collector.common.render;

import dev.engram.collector.common.model.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a trace in the order of a timeline: parents before children, siblings by start time. A span whose parent
 * is not there is a root; so is the first span of a ring of parents, which only broken data have.
 */
final class SpanTree {

    /**
     * @param depth 0 for a root
     */
    record Node(Span span, int depth) {}

    private static final String SERVER = "SERVER";

    private static final Comparator<Span> BY_START =
            Comparator.comparingLong(Span::startNanos).thenComparing(Span::spanId);

    private final List<Span> roots = new ArrayList<>();
    private final IdentityHashMap<Span, List<Span>> children = new IdentityHashMap<>();
    private final List<Span> all;

    SpanTree(List<Span> spans) {
        all = spans.stream().sorted(BY_START).toList();
        Map<String, List<Span>> byId = new HashMap<>();
        for (Span span : all) {
            byId.computeIfAbsent(span.spanId(), id -> new ArrayList<>(1)).add(span);
        }
        for (Span span : all) {
            Span parent = parent(span, byId);
            if (parent == null) {
                roots.add(span);
            } else {
                children.computeIfAbsent(parent, each -> new ArrayList<>()).add(span);
            }
        }
    }

    /** The client's and the server's span of a call may share an id: then the server's is a child of the client's. */
    private static @Nullable Span parent(Span span, Map<String, List<Span>> byId) {
        if (span.kind().equals(SERVER)) {
            Optional<Span> call = byId.getOrDefault(span.spanId(), List.of()).stream()
                    .filter(each -> each.kind().equals("CLIENT"))
                    .findFirst();
            if (call.isPresent()) {
                return call.get();
            }
        }
        if (span.parentSpanId().equals(span.spanId())) {
            return null;
        }
        List<Span> parents = byId.getOrDefault(span.parentSpanId(), List.of());
        // Of those with one id the server's, and best the one of the same service.
        return parents.stream()
                .max(Comparator.comparing((Span each) -> each.kind().equals(SERVER))
                        .thenComparing(each -> each.serviceName().equals(span.serviceName())))
                .orElse(null);
    }

    List<Span> roots() {
        return roots;
    }

    List<Span> childrenOf(Span span) {
        return children.getOrDefault(span, List.of());
    }

    /** All spans of the trace, depth first. Deep trees take no stack. */
    List<Node> walkAll() {
        List<Node> nodes = new ArrayList<>();
        Set<Span> seen = identitySet();
        walk(roots, nodes, seen);
        for (Span span : all) {
            if (!seen.contains(span)) {
                walk(List.of(span), nodes, seen);
            }
        }
        return nodes;
    }

    private static Set<Span> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private void walk(List<Span> from, List<Node> nodes, Set<Span> seen) {
        Deque<Node> open = new ArrayDeque<>();
        push(open, from, 0);
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (seen.add(node.span())) {
                nodes.add(node);
                push(open, childrenOf(node.span()), node.depth() + 1);
            }
        }
    }

    private static void push(Deque<Node> open, List<Span> spans, int depth) {
        for (int i = spans.size() - 1; i >= 0; i--) {
            open.push(new Node(spans.get(i), depth));
        }
    }
}

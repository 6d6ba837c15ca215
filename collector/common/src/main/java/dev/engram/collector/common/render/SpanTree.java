package dev.engram.collector.common.render;

import dev.engram.collector.common.model.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The spans of a trace in the order of a timeline: parents before children, siblings by start time. A span whose parent
 * is not there is a root; so is the first span of a ring of parents, which only broken data have.
 */
final class SpanTree {

    /**
     * @param depth 0 for a root
     */
    record Node(Span span, int depth) {}

    private static final Comparator<Span> BY_START =
            Comparator.comparingLong(Span::startNanos).thenComparing(Span::spanId);

    private final List<Span> roots = new ArrayList<>();
    private final Map<String, List<Span>> children = new HashMap<>();
    private final List<Span> all;

    SpanTree(List<Span> spans) {
        all = spans.stream().sorted(BY_START).toList();
        Set<String> ids = new HashSet<>();
        for (Span span : all) {
            ids.add(span.spanId());
        }
        for (Span span : all) {
            boolean hasParent =
                    ids.contains(span.parentSpanId()) && !span.parentSpanId().equals(span.spanId());
            if (hasParent) {
                children.computeIfAbsent(span.parentSpanId(), id -> new ArrayList<>())
                        .add(span);
            } else {
                roots.add(span);
            }
        }
    }

    List<Span> roots() {
        return roots;
    }

    List<Span> childrenOf(Span span) {
        return children.getOrDefault(span.spanId(), List.of());
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

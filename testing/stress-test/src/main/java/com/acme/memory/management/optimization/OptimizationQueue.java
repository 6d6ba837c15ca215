package com.acme.memory.management.optimization;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait, the most urgent first. When it is full, a request comes in only where one of lower rank is there, which goes.
 * Thread-safe.
 */
public final class OptimizationQueue {
    private final int capacity;
    private final TreeSet<OptimizationRequest> waiting = new TreeSet<>();
    private long lastId;
    private long offered;
    private long dropped;

    public OptimizationQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity of the queue is " + capacity + "; take 1 or more.");
        }
        this.capacity = capacity;
    }

    /** Puts a request in; returns it, or null where the queue is full of requests that rank higher. */
    public synchronized @Nullable OptimizationRequest offer(
            OptimizationType type, int priority, long estimatedBytes, String reason, @Nullable String target) {
        OptimizationRequest request = new OptimizationRequest(++lastId, type, priority, estimatedBytes, reason, target);
        offered++;
        waiting.add(request);
        if (waiting.size() <= capacity) {
            return request;
        }
        dropped++;
        OptimizationRequest last = Objects.requireNonNull(waiting.pollLast());
        return last.equals(request) ? null : request;
    }

    /** Whether a request of this type for this agent waits. */
    public synchronized boolean hasWaiting(OptimizationType type, @Nullable String target) {
        return waiting.stream().anyMatch(request -> request.type() == type && Objects.equals(request.target(), target));
    }

    /** Takes out the most urgent request; null where none waits, or none with at least this priority. */
    public synchronized @Nullable OptimizationRequest poll(int leastPriority) {
        return waiting.isEmpty() || waiting.first().priority() < leastPriority ? null : waiting.pollFirst();
    }

    /** What waits, the most urgent first. */
    public synchronized List<OptimizationRequest> waiting() {
        return List.copyOf(waiting);
    }

    public synchronized int size() {
        return waiting.size();
    }

    /** How many requests were offered. */
    public synchronized long offered() {
        return offered;
    }

    /** How many requests were dropped because the queue was full. */
    public synchronized long dropped() {
        return dropped;
    }
}

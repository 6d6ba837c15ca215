package com.acme.memory.management.state;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The agents, by id. Thread-safe. */
public final class Agents {
    private static final int MOST = 1000;

    private final ConcurrentMap<String, Agent> byId = new ConcurrentHashMap<>();
    private final long limitPerAgent;
    private final Clock clock;

    Agents(long limitPerAgent, Clock clock) {
        this.limitPerAgent = limitPerAgent;
        this.clock = clock;
    }

    /** The agent with this id, which begins now where there was none. */
    public Agent agent(String id) {
        if (byId.size() >= MOST && !byId.containsKey(id)) {
            throw new IllegalStateException("There are " + MOST + " agents already, so " + id + " cannot begin.");
        }
        return byId.computeIfAbsent(id, each -> new Agent(each, limitPerAgent, clock));
    }

    /** The agent with this id; empty, where there is none. */
    public Optional<Agent> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All agents, by id. */
    public List<Agent> all() {
        List<Agent> all = new ArrayList<>(byId.values());
        all.sort(Comparator.comparing(Agent::id));
        return all;
    }

    /** What all agents keep for themselves in the heap. */
    public long bytes() {
        return byId.values().stream().mapToLong(Agent::bytes).sum();
    }

    /** Restarts all agents, then forgets them; returns how many bytes that freed. */
    public long clear() {
        long freed = all().stream().mapToLong(Agent::restart).sum();
        byId.clear();
        return freed;
    }
}

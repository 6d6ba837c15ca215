package dev.engram.collector.keyspace.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * What each node of a cluster says of itself: which slots it has, which it gives away or takes over right now, and the
 * epoch of its configuration, which rises when it takes over a slot. Two that are the same, with time between them,
 * mean that no slot changed hands meanwhile, not even there and back. Complete when all have been asked.
 */
final class ClusterNodes {

    private static final byte[] OF_NODES = "NODES".getBytes(StandardCharsets.US_ASCII);

    /** Where the slots stand in a line of CLUSTER NODES, behind the name, address, state and epoch of the node. */
    private static final int FIRST_SLOT = 8;

    private static final int EPOCH = 6;

    /** How a slot is shown that goes to another node, and one that comes from another, as in {@code [93->-9ac0…]}. */
    private static final String GIVEN = "->-";

    private static final String TAKEN = "-<-";

    /** One node's words on itself. */
    private static final class Own {
        private String epoch = "";
        private final BitSet slots = new BitSet();
        private final Map<Integer, String> given = new HashMap<>();
        private final Map<Integer, String> taken = new HashMap<>();
    }

    private final Map<HostAndPort, Own> nodes = new LinkedHashMap<>();

    /** By the names that nodes have among each other: for clients one may go by another host than for the others. */
    private final Map<String, HostAndPort> hosts = new HashMap<>();

    private final Set<String> asked = new HashSet<>();

    /**
     * Asks one node and adds what it says.
     *
     * @throws RedisException where it does not tell: keys would be missing
     */
    void ask(RedisNode node) throws RedisException {
        Own own = new Own();
        if (node.call(Command.CLUSTER, OF_NODES) instanceof byte[] text) {
            for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
                String[] words = line.split(" ", -1);
                if (words.length >= FIRST_SLOT) {
                    hosts.put(words[0], host(words[1], node.host()));
                    if (words[2].contains("myself")) {
                        asked.add(words[0]);
                        read(words, own);
                    }
                }
            }
        }
        nodes.put(node.host(), own);
    }

    /** Nodes that are given slots and were not asked, for they may have none of their own yet. */
    Set<HostAndPort> unaskedTakers() {
        Set<HostAndPort> takers = new LinkedHashSet<>();
        for (Own own : nodes.values()) {
            for (String id : own.given.values()) {
                HostAndPort taker = hosts.get(id);
                if (taker != null && !asked.contains(id) && !nodes.containsKey(taker)) {
                    takers.add(taker);
                }
            }
        }
        return takers;
    }

    private static void read(String[] words, Own own) {
        own.epoch = words[EPOCH];
        for (int i = FIRST_SLOT; i < words.length; i++) {
            String word = words[i];
            if (word.startsWith("[")) {
                Map<Integer, String> open = word.contains(GIVEN) ? own.given : own.taken;
                String[] parts = word.substring(1, word.length() - 1).split(GIVEN + "|" + TAKEN, -1);
                open.put(Integer.valueOf(parts[0]), parts[1]);
            } else {
                String[] ends = word.split("-", -1);
                own.slots.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
        }
    }

    /** As in {@code 127.0.0.1:6379@16379} or {@code 127.0.0.1:6379@16379,name}; without a host, where it was asked. */
    private static HostAndPort host(String address, HostAndPort asked) {
        HostAndPort host = HostAndPort.from(address.split("[@,]", -1)[0]);
        return host.getHost().isEmpty() ? new HostAndPort(asked.getHost(), host.getPort()) : host;
    }

    /** Of these slots those that a node has, whether or not it gives them away. */
    BitSet owned(RedisNode node, BitSet of) {
        BitSet owned = (BitSet) own(node.host()).slots.clone();
        owned.and(of);
        return owned;
    }

    /** Of these slots those that a node takes over right now, so that it may have some of their keys. */
    BitSet taken(RedisNode node, BitSet of) {
        BitSet taken = new BitSet();
        own(node.host()).taken.keySet().forEach(taken::set);
        taken.and(of);
        return taken;
    }

    /** One that was not asked has nothing. */
    private Own own(HostAndPort host) {
        return nodes.getOrDefault(host, new Own());
    }

    /** The slots of which a walk by the placement before may have missed keys: those that moved, or were nobody's. */
    BitSet movedSince(ClusterNodes before) {
        BitSet moved = before.unowned();
        Set<HostAndPort> hosts = new HashSet<>(nodes.keySet());
        hosts.addAll(before.nodes.keySet());
        for (HostAndPort host : hosts) {
            Own was = before.own(host);
            Own is = own(host);
            BitSet slots = (BitSet) was.slots.clone();
            if (was.epoch.equals(is.epoch)) {
                slots.xor(is.slots);
            } else {
                slots.or(is.slots);
            }
            moved.or(slots);
            different(was.given, is.given).forEach(moved::set);
            different(was.taken, is.taken).forEach(moved::set);
        }
        return moved;
    }

    /** What is just handed over to a node that the others have not heard of yet. */
    private BitSet unowned() {
        BitSet unowned = new BitSet();
        unowned.set(0, SlotMap.SLOTS);
        nodes.values().forEach(own -> unowned.andNot(own.slots));
        return unowned;
    }

    private static List<Integer> different(Map<Integer, String> was, Map<Integer, String> is) {
        Set<Integer> slots = new HashSet<>(was.keySet());
        slots.addAll(is.keySet());
        List<Integer> different = new ArrayList<>();
        for (Integer slot : slots) {
            if (!Objects.equals(was.get(slot), is.get(slot))) {
                different.add(slot);
            }
        }
        return different;
    }
}

package dev.engram.agent.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The name of an attribute, with its form on the wire; the same object for the same name. Immutable. */
final class Key {

    /** Bounded by the code's own names, the rules' and the resource's. */
    private static final Map<String, Key> ALL = new ConcurrentHashMap<>();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int number = COUNT.incrementAndGet();
    private final String name;
    private final boolean recurs;
    private final byte[] encoded;

    private Key(String name, boolean recurs) {
        this.name = name;
        this.recurs = recurs;
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        Proto proto = new Proto(utf8.length + 8);
        // KeyValue: 1 key, 2 value, whose length and content follow.
        proto.nested(Proto.tag(1, Proto.NESTED), utf8);
        proto.tag(Proto.tag(2, Proto.NESTED));
        this.encoded = proto.toBytes();
    }

    /** An attribute whose values, as far as we know, mostly differ from span to span. */
    static Key of(String name) {
        return ALL.computeIfAbsent(name, each -> new Key(each, false));
    }

    /** An attribute of which the same few values come again and again. */
    static Key recurring(String name) {
        return ALL.computeIfAbsent(name, each -> new Key(each, true));
    }

    /** Unlike that of any other key. */
    int number() {
        return number;
    }

    String name() {
        return name;
    }

    /** Whether the same few values come again and again. */
    boolean recurs() {
        return recurs;
    }

    /** The wire form of a KeyValue up to where the length of its value stands. Not to be changed. */
    byte[] encoded() {
        return encoded;
    }

    @Override
    public String toString() {
        return name;
    }
}

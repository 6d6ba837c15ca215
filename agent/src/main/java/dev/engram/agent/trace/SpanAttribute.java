package dev.engram.agent.trace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The name of an attribute of spans or of their events; the same object for the same name. Immutable. */
public final class SpanAttribute {

    /** Bounded by Engram's own names and those in the rules. */
    private static final Map<String, SpanAttribute> ALL = new ConcurrentHashMap<>();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int number = COUNT.getAndIncrement();
    private final String name;
    private final boolean recurs;

    private SpanAttribute(String name, boolean recurs) {
        this.name = name;
        this.recurs = recurs;
    }

    /** An attribute whose values are expected to differ from span to span. */
    public static SpanAttribute of(String name) {
        return ALL.computeIfAbsent(name, each -> new SpanAttribute(each, false));
    }

    /** An attribute of which the same few values come again and again. */
    static SpanAttribute recurring(String name) {
        return ALL.computeIfAbsent(name, each -> new SpanAttribute(each, true));
    }

    /** Counted from 0; unlike that of any other attribute. */
    public int number() {
        return number;
    }

    public String name() {
        return name;
    }

    /** Whether the same few values come again and again, so that their encoding is worth keeping. */
    public boolean recurs() {
        return recurs;
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.engram.agent.ring;

import com.lmax.disruptor.DataProvider;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.Unboxed;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The ring's memory: one slot for each call on its way, all allocated at the start but the room for extra attributes, which
 * a slot gets when the first call that has some comes by.
 *
 * <p>A slot is a row in three arrays, and not an object, for the sake of the thread that writes it. Its numbers take the
 * room of one cache line. Key and value lie apart from them, eight calls to a line: the garbage collector's barrier behind
 * each stored reference waits for the stores before it, which takes long where these hit memory that another core had last.
 * (G1, 16,384 slots: 25 to 30 ns a call less than with the references beside the numbers.) What few calls have lies in a
 * third array, touched only where there is something. Of a primitive number the slot has the {@link Unboxed.Type} where its
 * box would be, and the bits beside it; the consumer boxes it.
 *
 * <p>{@link #set} is called by the thread that has claimed the slot, {@link #get} by the consumer once it is published; the
 * ring's publication orders them.
 */
final class Slots implements DataProvider<RecordedCall> {

    /** Numbers of a slot: ids, times, result count, marks. */
    private static final int NUMBERS = 8;

    /** References that nearly every call has: key, value. */
    private static final int COMMON = 2;

    /** References that few calls have. */
    private static final int RARE = 11;

    /** References that a slot always has room for; after their bits come those of attributes. */
    private static final int FIXED = COMMON + RARE;

    private static final int SITE_BITS = 16;
    private static final int SAMPLED = 1 << 16;
    private static final int HAS_RARE = 1 << 17;
    private static final int NESTED = 1 << 18;
    private static final int REMOTE_PARENT = 1 << 19;
    private static final int FOUND_SHIFT = 20;
    private static final int ATTRIBUTES_SHIFT = 24;

    /** The marks of a slot that holds no call. */
    private static final long EMPTY = -1;

    private final int mask;
    private final IntFunction<Site> sites;
    private final long[] numbers;
    private final @Nullable Object[] common;
    private final @Nullable Object[] rare;

    /** Extra attributes; a slot gets its array when the first call that has some comes by. */
    private final @Nullable Object[] @Nullable [] attributes;

    /** The bits of primitive numbers, by the place of their type; a slot gets its array when the first call that has some comes by. */
    private final long[] @Nullable [] bits;

    /** What the consumer sees, always the same one. */
    private final RecordedCall shown = new RecordedCall();

    /**
     * Empty slots.
     *
     * @param size how many, a power of two
     * @param sites finds a site by its number, which is below 65,536
     */
    Slots(int size, IntFunction<Site> sites) {
        this.mask = size - 1;
        this.sites = sites;
        this.numbers = new long[size * NUMBERS];
        this.common = new @Nullable Object[size * COMMON];
        this.rare = new @Nullable Object[size * RARE];
        this.attributes = new @Nullable Object[size] @Nullable [];
        this.bits = new long[size] @Nullable [];
    }

    /** Copies a call that is over into a slot. References that are null there are null here already. */
    void set(long sequence, OpenCall call, long endNanos, @Nullable Throwable thrown) {
        int slot = (int) sequence & mask;
        Object key = call.key;
        Object value = call.value;
        if (key != null) {
            common[slot * COMMON] = stored(slot, 0, key);
        }
        if (value != null) {
            common[slot * COMMON + 1] = stored(slot, 1, value);
        }
        int marks = call.site.number()
                | (call.sampled ? SAMPLED : 0)
                | (call.nested ? NESTED : 0)
                | (call.hasRemoteParent ? REMOTE_PARENT : 0)
                | (call.found + 1) << FOUND_SHIFT;
        if (call.hasRare() || thrown != null) {
            marks |= HAS_RARE;
            setRare(slot, call, thrown);
        }
        if (call.attributeCount > 0) {
            marks |= call.attributeCount << ATTRIBUTES_SHIFT;
            setAttributes(slot, call);
        }
        int at = slot * NUMBERS;
        numbers[at] = call.traceIdHigh;
        numbers[at + 1] = call.traceIdLow;
        numbers[at + 2] = call.spanId;
        numbers[at + 3] = call.parentSpanId;
        numbers[at + 4] = call.startNanos;
        numbers[at + 5] = endNanos;
        numbers[at + 6] = call.resultCount;
        numbers[at + 7] = marks;
    }

    private void setRare(int slot, OpenCall call, @Nullable Throwable thrown) {
        setRare(slot, 0, call.namespace);
        setRare(slot, 1, call.agentId);
        setRare(slot, 2, call.agentType);
        setRare(slot, 3, call.self);
        setRare(slot, 4, call.ttl);
        setRare(slot, 5, call.limit);
        setRare(slot, 6, thrown);
        setRare(slot, 7, call.nestedErrors());
        setRare(slot, 8, call.session);
        setRare(slot, 9, call.sessionSite);
        // Of a call that has both, the host has got the origin already.
        setRare(slot, 10, call.hosted != null ? call.hosted : call.origin);
    }

    private void setRare(int slot, int index, @Nullable Object reference) {
        if (reference != null) {
            rare[slot * RARE + index] = stored(slot, COMMON + index, reference);
        }
    }

    /** What lies in the slot for {@code value}: itself, or a number's type, with its bits at {@code place}. */
    private Object stored(int slot, int place, Object value) {
        if (!(value instanceof Unboxed number)) {
            return value;
        }
        long[] room = bits[slot];
        if (room == null || place >= room.length) {
            long[] larger = new long[place < FIXED ? FIXED : FIXED + RecordedCall.MAX_EXTRAS];
            if (room != null) {
                System.arraycopy(room, 0, larger, 0, room.length);
            }
            room = larger;
            bits[slot] = larger;
        }
        room[place] = number.bits();
        return number.type();
    }

    private void setAttributes(int slot, OpenCall call) {
        @Nullable Object[] room = attributes[slot];
        if (room == null) {
            room = new @Nullable Object[RecordedCall.MAX_EXTRAS];
            attributes[slot] = room;
        }
        for (int i = 0; i < call.attributeCount; i++) {
            Object value = call.attributes[i];
            room[i] = value == null ? null : stored(slot, FIXED + i, value);
        }
    }

    /** Makes a slot hold no call, whatever of one had been written. */
    void setEmpty(long sequence) {
        int slot = (int) sequence & mask;
        Arrays.fill(common, slot * COMMON, (slot + 1) * COMMON, null);
        Arrays.fill(rare, slot * RARE, (slot + 1) * RARE, null);
        @Nullable Object[] room = attributes[slot];
        if (room != null) {
            Arrays.fill(room, null);
        }
        numbers[slot * NUMBERS + 7] = EMPTY;
    }

    /**
     * Moves a slot's call into the one object that the consumer sees, and empties the slot.
     *
     * @return the call, its site null where the slot held none
     */
    @Override
    @SuppressWarnings("unchecked") // Only setRare writes there.
    public RecordedCall get(long sequence) {
        RecordedCall to = shown;
        int slot = (int) sequence & mask;
        int at = slot * NUMBERS;
        long marks = numbers[at + 7];
        if (marks == EMPTY) {
            to.clear();
            return to;
        }
        to.site = sites.apply((int) marks & (1 << SITE_BITS) - 1);
        to.sampled = (marks & SAMPLED) != 0;
        to.nested = (marks & NESTED) != 0;
        to.hasRemoteParent = (marks & REMOTE_PARENT) != 0;
        to.found = (byte) ((marks >> FOUND_SHIFT & 3) - 1);
        to.traceIdHigh = numbers[at];
        to.traceIdLow = numbers[at + 1];
        to.spanId = numbers[at + 2];
        to.parentSpanId = numbers[at + 3];
        to.startNanos = numbers[at + 4];
        to.endNanos = numbers[at + 5];
        to.resultCount = numbers[at + 6];
        to.key = take(common, slot * COMMON, slot, 0);
        to.value = take(common, slot * COMMON + 1, slot, 1);
        if ((marks & HAS_RARE) != 0) {
            int place = slot * RARE;
            to.namespace = take(rare, place, slot, COMMON);
            to.agentId = take(rare, place + 1, slot, COMMON + 1);
            to.agentType = take(rare, place + 2, slot, COMMON + 2);
            to.self = take(rare, place + 3, slot, COMMON + 3);
            to.ttl = take(rare, place + 4, slot, COMMON + 4);
            to.limit = take(rare, place + 5, slot, COMMON + 5);
            to.thrown = (Throwable) take(rare, place + 6, slot, COMMON + 6);
            to.nestedErrors = (List<RecordedCall.NestedError>) take(rare, place + 7, slot, COMMON + 7);
            to.session = take(rare, place + 8, slot, COMMON + 8);
            to.sessionSite = (Site) take(rare, place + 9, slot, COMMON + 9);
            Object given = take(rare, place + 10, slot, COMMON + 10);
            if (given instanceof RemoteContext origin) {
                to.origin = origin;
            } else {
                to.hosted = given;
            }
        }
        int count = (int) (marks >> ATTRIBUTES_SHIFT) & 0x3f;
        @Nullable Object[] room = attributes[slot];
        if (count > 0 && room != null) {
            for (int i = 0; i < count; i++) {
                to.attributes[i] = take(room, i, slot, FIXED + i);
            }
        }
        to.attributeCount = count;
        return to;
    }

    private @Nullable Object take(@Nullable Object[] from, int at, int slot, int place) {
        Object reference = from[at];
        if (reference == null) {
            return null;
        }
        from[at] = null;
        long[] room = bits[slot];
        return reference instanceof Unboxed.Type type && room != null ? type.box(room[place]) : reference;
    }
}

package dev.engram.collector.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.otlp.Encoding;
import dev.engram.collector.otlp.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of what is to be forwarded")
class ForwardQueueTest {

    private static final long ROOM = 40 * 4096;

    private long sequence;

    @RepeatedTest(50)
    @DisplayName("accounts for every item, whatever happens in whatever order, and never takes more than its room")
    void accounts(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ForwardQueue queue = new ForwardQueue(ROOM, random.nextBoolean() ? ROOM : ROOM / 4);
        List<Entry> onTheirWay = new ArrayList<>();
        long received = 0;
        long recovered = 0;
        long forwarded = 0;
        long dropped = 0;
        for (int step = 0; step < 2000; step++) {
            Signal signal = random.nextInt(4) == 0 ? Signal.METRICS : Signal.TRACES;
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    Entry entry = entry(signal, random.nextInt(100), random.nextInt(10_000));
                    boolean inFile = random.nextBoolean();
                    received += entry.items();
                    dropped += items(queue.add(inFile ? entry.inFile() : entry));
                }
                case 3 -> {
                    Entry entry = entry(signal, random.nextInt(100), random.nextInt(10_000));
                    recovered += entry.items();
                    dropped += items(queue.addRecovered(entry.inFile()));
                }
                case 4, 5 -> {
                    Entry next = queue.take(signal);
                    if (next != null) {
                        onTheirWay.add(next);
                    }
                }
                case 6 -> dropped += items(queue.expire(random.nextInt(50) == 0 ? Long.MAX_VALUE : 0));
                default -> {
                    if (!onTheirWay.isEmpty()) {
                        Entry entry = onTheirWay.remove(random.nextInt(onTheirWay.size()));
                        switch (random.nextInt(4)) {
                            case 0 -> {
                                queue.lost(entry, DropReason.REFUSED);
                                dropped += entry.items();
                            }
                            case 1 -> queue.giveBack(entry.afterFailure());
                            default -> {
                                int rejected = random.nextInt(entry.items() + 1);
                                queue.forwarded(entry, rejected);
                                forwarded += entry.items() - rejected;
                                dropped += rejected;
                            }
                        }
                    }
                }
            }
            long queued = received + recovered - forwarded - dropped;
            assertThat(sum(queue, "received")).isEqualTo(received);
            assertThat(sum(queue, "recovered")).isEqualTo(recovered);
            assertThat(sum(queue, "forwarded")).isEqualTo(forwarded);
            assertThat(sum(queue, "dropped")).isEqualTo(dropped);
            assertThat(sum(queue, "queued")).isEqualTo(queued);
            long held = onTheirWay.stream().mapToLong(Entry::cost).sum();
            assertThat(queue.bytes()).isLessThanOrEqualTo(Math.max(ROOM, held));
        }
        for (Entry entry : onTheirWay) {
            queue.forwarded(entry, 0);
        }
        for (Signal signal : Signal.values()) {
            for (Entry entry = queue.take(signal); entry != null; entry = queue.take(signal)) {
                queue.forwarded(entry, 0);
            }
        }
        assertThat(sum(queue, "queued")).isZero();
        assertThat(queue.bytes()).isZero();
        assertThat(queue.requests()).isZero();
    }

    @Test
    @DisplayName("gives the requests in their order, and drops the oldest when it is full")
    void order() {
        ForwardQueue queue = new ForwardQueue(3 * 4096, 3 * 4096);
        for (int i = 0; i < 5; i++) {
            queue.add(entry(Signal.TRACES, 1, 1));
        }
        assertThat(List.of(take(queue), take(queue), take(queue))).isEqualTo(List.of(2L, 3L, 4L));
        assertThat(queue.take(Signal.TRACES)).isNull();
        assertThat(counts(queue).dropped().get(DropReason.QUEUE_FULL)).isEqualTo(2);
    }

    @Test
    @DisplayName("gives a request that failed first again, and after a few failures of its own those behind it")
    void failures() {
        ForwardQueue queue = new ForwardQueue(ROOM, ROOM);
        queue.add(entry(Signal.METRICS, 1, 1));
        queue.add(entry(Signal.METRICS, 1, 1));
        for (int i = 0; i < 4; i++) {
            Entry first = Objects.requireNonNull(queue.take(Signal.METRICS));
            assertThat(first.sequence()).isZero();
            queue.giveBack(first.afterFailure());
        }
        assertThat(queue.take(Signal.METRICS))
                .isNotNull()
                .extracting(Entry::sequence)
                .isEqualTo(1L);
    }

    @Test
    @DisplayName("of what lies in memory at the end each item is counted as lost, on its way or not; files are left")
    void end() {
        ForwardQueue queue = new ForwardQueue(ROOM, ROOM);
        queue.add(entry(Signal.TRACES, 5, 1));
        queue.add(entry(Signal.TRACES, 7, 1));
        queue.add(entry(Signal.TRACES, 11, 1).inFile());
        Entry first = Objects.requireNonNull(queue.take(Signal.TRACES));
        queue.dropMemory(DropReason.SHUTDOWN);
        // Its answer comes too late to count.
        queue.forwarded(first, 0);
        ForwardCounts counts = counts(queue);
        assertThat(counts.dropped().get(DropReason.SHUTDOWN)).isEqualTo(12);
        assertThat(counts.queued()).isEqualTo(11);
        assertThat(counts.forwarded()).isZero();
    }

    private static ForwardCounts counts(ForwardQueue queue) {
        return Objects.requireNonNull(queue.counts().get(Signal.TRACES));
    }

    private static long take(ForwardQueue queue) {
        Entry entry = queue.take(Signal.TRACES);
        return entry == null ? -1 : entry.sequence();
    }

    private Entry entry(Signal signal, int items, int bytes) {
        return Entry.of(sequence++, signal, Encoding.PROTOBUF, new byte[bytes], items);
    }

    private static long items(List<ForwardQueue.Dropped> dropped) {
        return dropped.stream().mapToLong(each -> each.entry().items()).sum();
    }

    private static long sum(ForwardQueue queue, String what) {
        return queue.counts().values().stream()
                .mapToLong(counts -> switch (what) {
                    case "received" -> counts.received();
                    case "recovered" -> counts.recovered();
                    case "forwarded" -> counts.forwarded();
                    case "queued" -> counts.queued();
                    default -> counts.droppedInAll();
                })
                .sum();
    }
}

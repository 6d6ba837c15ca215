package dev.engram.collector.server.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.server.otlp.Encoding;
import dev.engram.collector.server.otlp.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of what is to be forwarded")
class ForwardQueueTest {

    private static final int ROOM = 100_000;
    private static final int LARGEST = 10_000;
    private static final Attempt TAKEN = new Attempt.Taken(0, "");

    @RepeatedTest(20)
    @DisplayName("counts every item once, whatever happens in whatever order, and never takes more than its room")
    void accounts(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ForwardQueue queue = new ForwardQueue(ROOM);
        List<ForwardQueue.Entry> sent = new ArrayList<>();
        long received = 0;
        long forwarded = 0;
        long refused = 0;
        long gaveUp = 0;
        long rejected = 0;
        for (int step = 0; step < 2000; step++) {
            Signal signal = random.nextInt(4) == 0 ? Signal.METRICS : Signal.TRACES;
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    int items = random.nextInt(100);
                    received += items;
                    queue.add(signal, Encoding.PROTOBUF, new byte[random.nextInt(LARGEST)], items);
                }
                case 3, 4 -> {
                    ForwardQueue.Entry next = queue.take(signal);
                    if (next != null) {
                        sent.add(next);
                    }
                }
                default -> {
                    if (!sent.isEmpty()) {
                        ForwardQueue.Entry entry = sent.remove(random.nextInt(sent.size()));
                        switch (random.nextInt(4)) {
                            case 0 -> {
                                queue.ended(entry, new Attempt.Refused(""));
                                refused += entry.items;
                            }
                            case 1 -> {
                                queue.ended(entry, new Attempt.Failed("", true));
                                gaveUp += entry.items;
                            }
                            default -> {
                                int part = random.nextInt(entry.items + 1);
                                queue.ended(entry, new Attempt.Taken(part, ""));
                                rejected += part;
                                forwarded += entry.items - part;
                            }
                        }
                    }
                }
            }
            assertThat(sum(queue, ForwardCounts::received)).isEqualTo(received);
            assertThat(sum(queue, ForwardCounts::forwarded)).isEqualTo(forwarded);
            assertThat(dropped(queue, DropReason.REFUSED)).isEqualTo(refused);
            assertThat(dropped(queue, DropReason.GAVE_UP)).isEqualTo(gaveUp);
            assertThat(dropped(queue, DropReason.REJECTED)).isEqualTo(rejected);
            assertThat(sum(queue, ForwardCounts::queued) + sum(queue, ForwardCounts::dropped))
                    .isEqualTo(received - forwarded);
            assertThat(queue.bytes()).isLessThanOrEqualTo(ROOM);
        }
        assertThat(dropped(queue, DropReason.QUEUE_FULL)).isPositive();
        sent.forEach(entry -> queue.ended(entry, TAKEN));
        for (Signal signal : Signal.values()) {
            for (ForwardQueue.Entry entry = queue.take(signal); entry != null; entry = queue.take(signal)) {
                queue.ended(entry, TAKEN);
            }
        }
        assertThat(sum(queue, ForwardCounts::queued)).isZero();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("gives the requests in their order, metrics one after the other, and drops the oldest when it is full")
    void order() {
        ForwardQueue queue = new ForwardQueue(ROOM);
        for (int i = 1; i <= 5; i++) {
            queue.add(i == 2 ? Signal.METRICS : Signal.TRACES, Encoding.PROTOBUF, new byte[ROOM / 4], i);
        }
        ForwardQueue.Entry metrics = queue.take(Signal.METRICS);
        assertThat(metrics).isNull(); // the second to give way, after the first
        assertThat(List.of(items(queue), items(queue), items(queue))).isEqualTo(List.of(3, 4, 5));
        assertThat(queue.take(Signal.TRACES)).isNull();
        assertThat(queue.counts(Signal.TRACES).droppedBy()).containsEntry(DropReason.QUEUE_FULL, 1L);
        assertThat(queue.counts(Signal.METRICS).droppedBy()).containsEntry(DropReason.QUEUE_FULL, 2L);

        ForwardQueue other = new ForwardQueue(ROOM);
        other.add(Signal.METRICS, Encoding.PROTOBUF, new byte[1], 1);
        other.add(Signal.METRICS, Encoding.PROTOBUF, new byte[1], 1);
        ForwardQueue.Entry first = Objects.requireNonNull(other.take(Signal.METRICS));
        assertThat(other.take(Signal.METRICS)).isNull();
        other.ended(first, TAKEN);
        assertThat(other.take(Signal.METRICS)).isNotNull();
    }

    @Test
    @DisplayName("drops what has no room while all before it is on its way")
    void noRoom() {
        ForwardQueue queue = new ForwardQueue(1000);
        queue.add(Signal.TRACES, Encoding.PROTOBUF, new byte[700], 3);
        assertThat(items(queue)).isEqualTo(3);
        queue.add(Signal.TRACES, Encoding.PROTOBUF, new byte[700], 5);
        assertThat(queue.counts(Signal.TRACES)).satisfies(counts -> {
            assertThat(counts.queued()).isEqualTo(3);
            assertThat(counts.droppedBy()).containsEntry(DropReason.QUEUE_FULL, 5L);
        });
    }

    @Test
    @DisplayName("counts what is there at the end as dropped, on its way or not, once")
    void end() {
        ForwardQueue queue = new ForwardQueue(ROOM);
        queue.add(Signal.TRACES, Encoding.PROTOBUF, new byte[1], 5);
        queue.add(Signal.TRACES, Encoding.PROTOBUF, new byte[1], 7);
        ForwardQueue.Entry first = Objects.requireNonNull(queue.take(Signal.TRACES));
        queue.close();
        queue.ended(first, TAKEN); // too late to count
        queue.add(Signal.TRACES, Encoding.PROTOBUF, new byte[1], 11);
        ForwardCounts counts = queue.counts(Signal.TRACES);
        assertThat(counts.received()).isEqualTo(23);
        assertThat(counts.droppedBy()).containsEntry(DropReason.SHUTDOWN, 23L);
        assertThat(counts.queued()).isZero();
        assertThat(counts.forwarded()).isZero();
    }

    private static int items(ForwardQueue queue) {
        ForwardQueue.@Nullable Entry entry = queue.take(Signal.TRACES);
        return entry == null ? -1 : entry.items;
    }

    private static long dropped(ForwardQueue queue, DropReason reason) {
        return sum(queue, counts -> Objects.requireNonNull(counts.droppedBy().get(reason)));
    }

    private static long sum(ForwardQueue queue, ToLongFunction<ForwardCounts> count) {
        return queue.counts().values().stream().mapToLong(count).sum();
    }
}

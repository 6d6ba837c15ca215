package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The time that the application has the items of a stream")
class ItemTimesTest {

    private static final Site SITE = new Site(Site.Kind.MEMORY, "site") {};

    private final ItemTimes times = new ItemTimes();

    /** Has the application have an item; how long at least. */
    private long item() {
        long then = times.giving();
        long before = System.nanoTime();
        long passed = System.nanoTime() - before;
        while (passed == 0) {
            passed = System.nanoTime() - before;
        }
        times.given(then);
        return passed;
    }

    @Test
    @DisplayName("is not the operation's if the source gives one after the other and does nothing else")
    void oneAfterTheOther() {
        assertThat(times.ofTheApplication()).isZero();
        long all = item() + item() + item();
        assertThat(times.ofTheApplication()).isGreaterThanOrEqualTo(all);
    }

    @Test
    @DisplayName("is the operation's if another thread gives the next, or ends it")
    void otherThread() throws Exception {
        item();
        AtomicLong there = new AtomicLong(-1);
        Thread thread = new Thread(() -> there.set(times.ofTheApplication()));
        thread.start();
        thread.join();
        assertThat(there).hasValue(0);
    }

    @Test
    @DisplayName("is the operation's if the source did something in between that is seen")
    void work() {
        item();
        assertThat(times.ofTheApplication()).isPositive();
        TraceStack stack = TraceStack.current();
        assertThat(stack.push(SITE, Sampler.alwaysOn(), null)).isNotNull();
        stack.depth--;
        assertThat(times.ofTheApplication()).isZero();
    }

    @Test
    @DisplayName("is the operation's if the application asks for more meanwhile, since the source may work then")
    void asked() {
        times.asked();
        item();
        assertThat(times.ofTheApplication()).isPositive();
        long then = times.giving();
        times.asked();
        times.given(then);
        assertThat(times.ofTheApplication()).isZero();
        item();
        assertThat(times.ofTheApplication()).isPositive();
    }
}

package dev.engram.agent.weave;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Operation;
import dev.engram.agent.trace.TraceStack;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A woven method at the end of its thread's stack")
class StackEndTest {

    static final class Shelf {
        String retrieve(String key) {
            return key;
        }
    }

    @Test
    @Tag("full")
    @DisplayName("gives its caller what it gave, or the overflow, and never stays open")
    void end() throws Exception {
        try (Recording ignored =
                new Recording(false, rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"))) {
            AtomicInteger overflows = new AtomicInteger();
            AtomicInteger leftOpen = new AtomicInteger();
            AtomicReference<@Nullable Throwable> other = new AtomicReference<>();
            Shelf shelf = new Shelf();
            Thread thread = new Thread(
                    null,
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            try {
                                recurse(shelf, i % 23);
                            } catch (StackOverflowError expected) {
                                overflows.incrementAndGet();
                            } catch (Throwable unexpected) {
                                other.set(unexpected);
                            }
                            leftOpen.addAndGet(TraceStack.current().top() == null ? 0 : 1);
                        }
                    },
                    "small",
                    200_000);
            thread.start();
            thread.join();
            assertThat(other.get()).isNull();
            assertThat(overflows).hasValue(1000);
            assertThat(leftOpen).hasValue(0);
        }
    }

    /** Calls the method at every depth down to the last; {@code shift} moves where the stack ends. */
    private static int recurse(Shelf shelf, int shift) {
        if (shift > 0) {
            return recurse(shelf, shift - 1);
        }
        if (!shelf.retrieve("key").equals("key")) {
            throw new IllegalStateException("another result");
        }
        return recurse(shelf, 0) + 1;
    }
}

package dev.engram.collector.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BelongingsTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void theyAreClosedOnceAndTheNewestFirst() throws Exception {
        Belongings belongings = new Belongings();
        belongings.add(thing("redis"));
        belongings.add(thing("application"));
        belongings.close();
        belongings.close();
        assertThat(closed).containsExactly("application", "redis");
    }

    @Test
    void oneThatCannotBeClosedDoesNotKeepTheOthersOpen() throws Exception {
        try (Belongings belongings = new Belongings()) {
            belongings.add(thing("redis"));
            belongings.add(() -> {
                throw new IllegalStateException("stuck");
            });
        }
        assertThat(closed).containsExactly("redis");
    }

    @Test
    void whatComesAfterTheEndIsClosedAtOnce() {
        Belongings belongings = new Belongings();
        belongings.close();
        assertThatThrownBy(() -> belongings.add(thing("late"))).isInstanceOf(DemoException.class);
        assertThat(closed).containsExactly("late");
    }

    private AutoCloseable thing(String name) {
        return () -> closed.add(name);
    }
}

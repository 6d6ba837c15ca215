package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedResourcesTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void theyAreClosedOnceAndTheNewestFirst() throws Exception {
        StartedResources belongings = new StartedResources();
        belongings.add(thing("redis"));
        belongings.add(thing("application"));
        belongings.close();
        belongings.close();
        assertThat(closed).containsExactly("application", "redis");
    }

    @Test
    void oneThatCannotBeClosedDoesNotKeepTheOthersOpen() throws Exception {
        try (StartedResources belongings = new StartedResources()) {
            belongings.add(thing("redis"));
            belongings.add(() -> {
                throw new IllegalStateException("stuck");
            });
        }
        assertThat(closed).containsExactly("redis");
    }

    @Test
    void whatComesAfterTheEndIsClosedAtOnce() {
        StartedResources belongings = new StartedResources();
        belongings.close();
        assertThatThrownBy(() -> belongings.add(thing("late"))).isInstanceOf(DemoException.class);
        assertThat(closed).containsExactly("late");
    }

    private AutoCloseable thing(String name) {
        return () -> closed.add(name);
    }
}

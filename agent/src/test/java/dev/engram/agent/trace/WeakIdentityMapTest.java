package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A map by the identity of its keys")
class WeakIdentityMapTest {

    private final WeakIdentityMap<String> map = new WeakIdentityMap<>();

    /** Equal to any other of its kind. */
    private record Key() {}

    @Test
    @DisplayName("tells equal keys apart, and makes a value once")
    void identity() {
        Key one = new Key();
        Key other = new Key();
        assertThat(map.get(one, () -> "first")).isEqualTo("first");
        assertThat(map.get(one, () -> "second")).isEqualTo("first");
        assertThat(map.get(other)).isNull();
        assertThat(map.get(other, () -> "other")).isEqualTo("other");
        assertThat(map.size()).isEqualTo(2);
    }

    @Test
    @DisplayName("keeps the value that came first where two are made at once")
    void race() {
        Key key = new Key();
        String kept = map.get(key, () -> {
            assertThat(map.putIfAbsent(key, "first")).isNull();
            return "second";
        });
        assertThat(kept).isEqualTo("first");
        assertThat(map.get(key)).isEqualTo("first");
    }

    @Test
    @DisplayName("exchanges and forgets a value only where it is the one that is meant, and says so")
    void exchange() {
        Key key = new Key();
        assertThat(map.putIfAbsent(key, "a")).isNull();
        assertThat(map.putIfAbsent(key, "b")).isEqualTo("a");
        assertThat(map.replace(key, "b", "c")).isFalse();
        assertThat(map.replace(key, "a", "c")).isTrue();
        assertThat(map.remove(key, "a")).isFalse();
        assertThat(map.get(key)).isEqualTo("c");
        assertThat(map.remove(key)).isEqualTo("c");
        assertThat(map.remove(key)).isNull();
        assertThat(map.isEmpty()).isTrue();
    }
}

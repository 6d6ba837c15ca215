package dev.engram.agent.telemetry.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.agent.telemetry.http.Connection;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The size of a value")
public class ValueSizeTest {

    private final ValueSize size = new ValueSize();

    record Coverage(int lines, double branches, List<String> files) {}

    enum Level {
        HIGH
    }

    /** Public fields, so that Jackson's own defaults see the same. */
    static final class Plan {
        public final String suite = "UserService";
        public final @Nullable String none = null;
        public final Map<String, Object> tests = new TreeMap<>(Map.of("ä", List.of(1, 2L, 3.5, true), "l", Level.HIGH));
        public final Coverage coverage = new Coverage(85, 78.5, List.of("a", "b"));
    }

    @SuppressWarnings("unused")
    static class Parent {
        public final String kept = "parent's";
        public final String hidden = "the parent's, longer";
        public static final String CONSTANT = "no";
    }

    @SuppressWarnings({"unused", "HidingField"})
    static final class Child extends Parent {
        public final String hidden = "child's";
        public final transient String passing = "no";
        public final Object bare = new Object[0];
    }

    @Test
    @DisplayName("of text is its UTF-8, without quotes")
    void text() {
        assertThat(size.of("é")).isEqualTo(2);
        assertThat(size.of("")).isZero();
        assertThat(size.of(CharBuffer.wrap("x".repeat(100) + "€"))).isEqualTo(103);
        String mixed = "aß€😀".repeat(100);
        assertThat(size.of(mixed)).isEqualTo(mixed.getBytes(UTF_8).length);
        String broken = "a\uD83D".repeat(50) + "\uDE00";
        assertThat(size.of(broken)).isEqualTo(broken.getBytes(UTF_8).length);
    }

    @Test
    @DisplayName("of bytes is their number")
    void bytes() {
        assertThat(size.of(new byte[387])).isEqualTo(387);
        ByteBuffer buffer = ByteBuffer.wrap(new byte[10]).position(3);
        assertThat(size.of(buffer)).isEqualTo(7);
        assertThat(buffer.position()).isEqualTo(3);
    }

    @SuppressWarnings("JavaUtilDate") // Applications still store them.
    static Stream<Object> likeJackson() {
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("k\"ey", Arrays.asList(1, null, "x\n"));
        nested.put("inner", Map.of(1, new int[] {1, 2, 3}));
        return Stream.of(
                nested,
                new Plan(),
                new Coverage(1, 2, List.of()),
                List.of(new Coverage(1, 2, List.of("é"))),
                Map.of("array", new @Nullable Object[] {"a", 1, null}),
                42,
                1e300,
                true,
                Level.HIGH,
                new UUID(1, 2),
                new AtomicInteger(7),
                Set.of("one"),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1))),
                Map.of("bytes", new byte[] {1, 2, 3, 4}),
                Map.of("bytes", new byte[5]),
                Map.of("bytes", ByteBuffer.wrap(new byte[6])),
                Map.of("chars", "a\"b€".toCharArray()),
                List.of("quote \" backslash \\ slash / controls \b\t\n\f\r\u0001\u001f\u007f é € 😀"),
                List.of(0, -1, 9, 10, -10, Long.MIN_VALUE, Long.MAX_VALUE, (short) 12, (byte) -128, 'x', '"'),
                List.of(
                        Double.NaN,
                        Float.NEGATIVE_INFINITY,
                        1.0f,
                        1e-7,
                        new BigDecimal("1.50"),
                        BigInteger.TEN.pow(30)),
                List.of(
                        new Date(0),
                        new GregorianCalendar(2026, 1, 1),
                        new AtomicBoolean(),
                        new AtomicReference<>("in")),
                Map.of(new Date(0), 1, 2.5, 1, true, 1, new UUID(3, 4), 1, Level.HIGH, 1, 'c', 1),
                Map.of("entry", Map.entry("k", 1)),
                List.of(new double[] {1, Double.NaN}, new boolean[] {true, false}, new long[0], new int[][] {{1}, {}}),
                new ArrayDeque<>(List.of("a", "b")),
                List.of(new Child()),
                new HashMap<String, String>() {
                    private static final long serialVersionUID = 1;

                    {
                        put("double", "brace");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("of data is the length of the JSON that Jackson writes")
    void likeJackson(Object value) throws Exception {
        assertThat(size.of(value)).isEqualTo(new ObjectMapper().writeValueAsBytes(value).length);
    }

    @Test
    @DisplayName("of dates and optionals is that of what they say")
    void valuesOfTheJdk() {
        assertThat(size.of(Map.of("at", Instant.EPOCH))).isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\"}".length());
        assertThat(size.of(List.of(Duration.ofSeconds(1)))).isEqualTo("[\"PT1S\"]".length());
        assertThat(size.of(List.of(Optional.of("x"), Optional.empty(), OptionalInt.of(7))))
                .isEqualTo("[\"x\",null,7]".length());
        assertThat(size.of(Optional.of("é"))).isEqualTo(2);
        assertThat(size.of(Optional.empty())).isEqualTo(ValueSize.UNKNOWN);
        assertThat(size.of(null)).isEqualTo(ValueSize.UNKNOWN);
        assertThat(size.failures()).isZero();
    }

    /** Whose getter must not run on Engram's thread. */
    static final class Lazy {
        private final String name = "lazy";
        private static boolean isCalled;

        public String getName() {
            isCalled = true;
            return name;
        }

        public String getMore() {
            return getName();
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    @Test
    @DisplayName("of an object is that of its fields; no getter runs")
    void fieldsOnly() {
        assertThat(size.of(new Lazy())).isEqualTo("{\"name\":\"lazy\"}".length());
        assertThat(Lazy.isCalled).isFalse();
    }

    @Test
    @DisplayName("of another Jackson's tree is its text, as it is or within")
    void jsonNode() throws Exception {
        Object node = new ObjectMapper().readTree("{\"a\":[1,2,\"é\"]}");
        assertThat(size.of(node)).isEqualTo("{\"a\":[1,2,\"é\"]}".getBytes(UTF_8).length);
        assertThat(size.of(Map.of("tree", node))).isEqualTo("{\"tree\":{\"a\":[1,2,\"é\"]}}".getBytes(UTF_8).length);
    }

    static final class RemoteMap extends AbstractMap<String, String> {
        boolean asked;

        @Override
        public Set<Entry<String, String>> entrySet() {
            asked = true;
            return Set.of();
        }
    }

    public static final class RemoteList extends AbstractList<String> {
        @Override
        public String get(int index) {
            throw new AssertionError("fetched");
        }

        @Override
        public int size() {
            throw new AssertionError("fetched");
        }
    }

    static final class Connection implements AutoCloseable {
        @Override
        public void close() {}
    }

    static final class Once implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            throw new AssertionError("iterated");
        }
    }

    static final class Holder {
        @SuppressWarnings("UnusedVariable") // Read by reflection.
        private final Object held;

        Holder(Object held) {
            this.held = held;
        }
    }

    static Stream<Object> neverRead() {
        return Stream.of(
                Stream.of(1),
                List.of(1).iterator(),
                new ByteArrayInputStream(new byte[1]),
                new StringReader("x"),
                new CompletableFuture<>(),
                Thread.currentThread(),
                ValueSizeTest.class,
                ClassLoader.getSystemClassLoader(),
                new File("x"),
                (Supplier<String>) () -> "x",
                Proxy.newProxyInstance(
                        ValueSizeTest.class.getClassLoader(), new Class<?>[] {Comparable.class}, (p, m, a) -> 0),
                new RemoteMap(),
                new RemoteList(),
                new Connection(),
                new Once(),
                new IllegalStateException(),
                ThreadLocal.withInitial(() -> 1));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource
    @DisplayName("is not taken of what reading would use up, wait for, fetch or open, nor where it lies within data")
    void neverRead(Object value) {
        assertThat(size.of(value)).isEqualTo(ValueSize.UNKNOWN);
        assertThat(size.of(Map.of("in", value))).isEqualTo(ValueSize.UNKNOWN);
        assertThat(size.of(new Holder(value))).isEqualTo(ValueSize.UNKNOWN);
        assertThat(size.of(new Object[] {value})).isEqualTo(ValueSize.UNKNOWN);
        assertThat(size.failures()).isEqualTo(4);
        if (value instanceof RemoteMap map) {
            assertThat(map.asked).isFalse();
        }
    }

    @Test
    @DisplayName("is not taken where an application's object is a map's key: only its toString could write it")
    void keys() {
        assertThat(size.of(Map.of(new Lazy(), 1))).isEqualTo(ValueSize.UNKNOWN);
        assertThat(size.of(Map.of(Level.HIGH, 1))).isEqualTo("{\"HIGH\":1}".length());
        assertThat(Lazy.isCalled).isFalse();
    }

    @Test
    @DisplayName("is not taken of what refers to itself, is too deep or too long")
    void limits() {
        Map<String, Object> circle = new HashMap<>();
        circle.put("self", circle);
        assertThat(size.of(circle)).isEqualTo(ValueSize.UNKNOWN);

        assertThat(size.of(nested(150))).isPositive();
        assertThat(size.of(nested(250))).isEqualTo(ValueSize.UNKNOWN);

        String mebibyte = "x".repeat(1 << 20);
        assertThat(size.of(Collections.nCopies(63, mebibyte))).isGreaterThan(63L << 20);
        assertThat(size.of(Collections.nCopies(65, mebibyte))).isEqualTo(ValueSize.UNKNOWN);
    }

    private static Object nested(int depth) {
        Object value = "leaf";
        for (int i = 0; i < depth; i++) {
            value = List.of(value);
        }
        return value;
    }

    @Test
    @DisplayName("is not taken of what changes meanwhile")
    void changes() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("first", "x");
        // Its own value changes the map while it is written.
        map.put("second", new ArrayList<Object>() {
            private static final long serialVersionUID = 1;

            @Override
            public int size() {
                map.put("more", "y");
                return super.size();
            }
        });
        map.put("third", "z");
        assertThat(size.of(map)).isEqualTo(ValueSize.UNKNOWN);
    }
}

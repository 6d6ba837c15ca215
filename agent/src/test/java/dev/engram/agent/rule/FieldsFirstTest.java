package dev.engram.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A path reads a field")
class FieldsFirstTest {

    private static @Nullable Object read(String path, @Nullable Object from) {
        return Path.parse(path).walk(from);
    }

    private static AssertionError called() {
        return new AssertionError("The field says it; nothing is to be called.");
    }

    @SuppressWarnings("unused")
    static class Memory {
        private final String id;
        private final String owner = "gen-1";
        private final @Nullable String thread = "t-1";
        private final List<String> messages = List.of("a", "b");
        private final long size = 7;
        private final boolean open = true;

        Memory(String id) {
            this.id = id;
        }

        public Object id() {
            throw called();
        }

        public Optional<String> thread() {
            throw called();
        }

        public Optional<Object> getMessages() {
            throw called();
        }

        public long getSize() {
            throw called();
        }

        public boolean isOpen() {
            throw called();
        }
    }

    static final class Window extends Memory {
        Window() {
            super("window");
        }
    }

    @Test
    @DisplayName("where there is one, private and inherited ones too, and calls no accessor or getter")
    void fieldsFirst() {
        for (Memory memory : List.of(new Memory("window"), new Window())) {
            assertThat(read("this.id", memory)).isEqualTo("window");
            assertThat(read("this.owner", memory)).isEqualTo("gen-1");
            assertThat(read("this.thread", memory)).isEqualTo("t-1");
            assertThat(read("this.messages.1", memory)).isEqualTo("b");
            assertThat(read("this.size", memory)).isEqualTo(7L);
            assertThat(read("this.open", memory)).isEqualTo(true);
        }
    }

    @SuppressWarnings("unused")
    static class Converting {
        private final AtomicReference<String> id = new AtomicReference<>("field");
        private final Supplier<String> owner = "field"::toString;
        private final long ttl = 60_000;
        private final long limit = 5;
        private final long count = 5;

        Object id() {
            return "accessor";
        }

        Object getOwner() {
            return "getter";
        }

        Duration ttl() {
            return Duration.ofMinutes(1);
        }

        Optional<Duration> limit() {
            return Optional.of(Duration.ofSeconds(5));
        }

        int count() {
            return 6;
        }
    }

    @Test
    @DisplayName("but not where its accessor gives something else: what is in a holder, or a value of another type")
    void converted() {
        Converting object = new Converting();
        assertThat(read("this.id", object)).isEqualTo("accessor");
        assertThat(read("this.owner", object)).isEqualTo("getter");
        assertThat(read("this.ttl", object)).isEqualTo(Duration.ofMinutes(1));
        assertThat(read("this.limit", object)).isEqualTo(Duration.ofSeconds(5));
        assertThat(read("this.count", object)).isEqualTo(6);
    }

    @SuppressWarnings("unused")
    static class Base {
        private final @Nullable String id = null;

        String id() {
            return String.valueOf(id);
        }
    }

    static final class Decorator extends Base {
        @Override
        String id() {
            return "decorated";
        }
    }

    @Test
    @DisplayName("but not where a subclass overrides the accessor")
    void overridden() {
        assertThat(read("this.id", new Decorator())).isEqualTo("decorated");
        assertThat(read("this.id", new Base())).isNull();
    }

    @Test
    @DisplayName("of the JDK's classes only where it is public; their getters are called")
    void jdk() {
        try (LogLines log = new LogLines()) {
            assertThat(read("arg0.seconds", Duration.ofMinutes(1))).isEqualTo(60L);
            assertThat(read("arg0.nanos", Duration.ofMinutes(1))).isNull();
            assertThat(log.all())
                    .containsExactly(
                            "[engram] WARN The path arg0.nanos cannot be read: java.time.Duration has no readable"
                                    + " field or map key 'nanos', and no getter getNanos().");
        }
    }

    @Test
    @DisplayName("without allocating, but for the box of a number")
    void allocatesNothing() {
        Path path = Path.parse("this.id");
        Memory memory = new Memory("window");
        assertThat(AllocatedBytes.inSteadyState(() -> path.walk(memory))).isZero();
    }
}

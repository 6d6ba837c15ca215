package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.withSettings;

import dev.engram.agent.rule.InlineMocks;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Vector;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.easymock.EasyMock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockMakers;

@DisplayName("Whether a result was found, and how many there are")
class OutcomeTest {

    @BeforeAll
    static void watch() {
        InlineMocks.watch(ByteBuddyAgent.install());
    }

    @Test
    @DisplayName("says the result itself")
    void said() {
        assertThat(Outcome.found(List.of())).isFalse();
        assertThat(Outcome.found(Optional.empty())).isFalse();
        assertThat(Outcome.found(0)).isFalse();
        assertThat(Outcome.found(Map.of())).isTrue();
        assertThat(Outcome.count(List.of("a", "b"))).isEqualTo(2);
        assertThat(Outcome.count(Map.of("a", "b"))).isEqualTo(1);
        assertThat(Outcome.count(7)).isEqualTo(7);
        assertThat(Outcome.count(Optional.of("a"))).isEqualTo(1);
        assertThat(Outcome.count(Optional.empty())).isZero();
        assertThat(Outcome.count(null)).isZero();
    }

    @Test
    @DisplayName("is that it is there, and their number unknown, where it throws when it is asked or says nonsense")
    void unwilling() {
        List<String> closed = new AbstractList<>() {
            @Override
            public String get(int index) {
                throw new IllegalStateException("session closed");
            }

            @Override
            public int size() {
                throw new IllegalStateException("session closed");
            }
        };
        Map<String, String> negative = new HashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            public int size() {
                return -7;
            }
        };
        assertThat(Outcome.found(closed)).isTrue();
        assertThat(Outcome.count(closed)).isEqualTo(-1);
        assertThat(Outcome.count(negative)).isEqualTo(-1);
    }

    @Test
    @DisplayName("knows a copy of a list by its size and its first element; what throws is none")
    void copies() {
        List<Object> list = List.of(new Object(), "b");
        assertThat(Outcome.isCopy(list, new ArrayList<>(list))).isTrue();
        assertThat(Outcome.isCopy(list, list.subList(0, 1))).isFalse();
        assertThat(Outcome.isCopy(list, List.of(new Object(), "b"))).isFalse();
        assertThat(Outcome.isCopy(List.of(), List.of())).isFalse();
        assertThat(Outcome.isCopy(list, null)).isFalse();
        List<Object> throwing = new ArrayList<>(list) {
            @Override
            public Object get(int index) {
                throw new IllegalStateException("not now");
            }
        };
        assertThat(Outcome.isCopy(list, throwing)).isFalse();
    }

    @ParameterizedTest
    @DisplayName(
            "is not asked of a mock of Mockito's, made by either of its ways: it is there, and its size is unknown")
    @ValueSource(strings = {MockMakers.INLINE, MockMakers.SUBCLASS})
    void mockito(String maker) {
        Collection<?> collection = mock(Collection.class, withSettings().mockMaker(maker));
        Map<?, ?> map = mock(Map.class, withSettings().mockMaker(maker));
        Number number = mock(Number.class, withSettings().mockMaker(maker));
        for (Object each : List.<Object>of(collection, map, number)) {
            assertThat(Outcome.found(each)).isTrue();
            assertThat(Outcome.count(each)).isEqualTo(-1);
        }
        verifyNoInteractions(collection, map, number);
    }

    @Test
    @DisplayName("is not asked of a spy, nor of a mock of EasyMock's, which would name each call")
    @SuppressWarnings("JdkObsolete") // Mockito changes its superclasses too; nothing else here inherits from it.
    void others() {
        List<String> spied = spy(new Vector<>(List.of("a")));
        List<?> easy = EasyMock.createMock(List.class);
        EasyMock.replay(easy);
        for (Object each : List.<Object>of(spied, easy)) {
            assertThat(Outcome.found(each)).isTrue();
            assertThat(Outcome.count(each)).isEqualTo(-1);
        }
        verifyNoInteractions(spied);
        EasyMock.verify(easy);
    }
}

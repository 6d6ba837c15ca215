package dev.engram.agent.telemetry.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.withSettings;

import dev.engram.agent.rule.InlineMocks;
import dev.engram.agent.telemetry.span.ExtraAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockMakers;

@DisplayName("Of a mock or spy that is a value no method is called")
class MockedValuesTest {

    @BeforeAll
    static void watch() {
        InlineMocks.watch(ByteBuddyAgent.install());
    }

    @ParameterizedTest
    @DisplayName("whichever way Mockito made it: it has no size, no content and no text")
    @ValueSource(strings = {MockMakers.INLINE, MockMakers.SUBCLASS})
    // Mockito changes its superclasses too, for good; nothing else here inherits from it.
    @SuppressWarnings("JdkObsolete")
    void values(String maker) {
        Vector<?> spied = mock(
                Vector.class,
                withSettings().spiedInstance(new Vector<>(List.of("a"))).mockMaker(maker));
        List<?> list = mock(List.class, withSettings().mockMaker(maker));
        Map<?, ?> map = mock(Map.class, withSettings().mockMaker(maker));
        CharSequence text = mock(CharSequence.class, withSettings().mockMaker(maker));
        List<Object> mocks = List.of(spied, list, map, text);
        for (Object each : mocks) {
            List<Object> within = new ArrayList<>();
            within.add(each);
            for (Object value : List.of(each, within)) {
                ValueSize size = new ValueSize();
                assertThat(size.of(value)).isEqualTo(ValueSize.UNKNOWN);
                assertThat(size.unknown()).isEqualTo("unreadable");
                assertThat(Content.records(value)).isNull();
            }
            assertThat(ValueText.of(each)).isNull();
            assertThat(ExtraAttribute.texts(each)).isNull();
            assertThat(Score.top(each)).isNaN();
        }
        verifyNoInteractions(mocks.toArray());
    }
}

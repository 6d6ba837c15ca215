package dev.engram.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.aopalliance.intercept.MethodInterceptor;
import org.easymock.EasyMock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockMakers;
import org.springframework.aop.framework.ProxyFactory;

@DisplayName("Of a mock, spy or proxy a path calls no method")
class MocksTest {

    public interface Named {
        String id();

        String getName();
    }

    @SuppressWarnings("unused")
    public static class Memory implements Named {
        private final String id = "field";
        private final int limit = 5;

        @Override
        public String id() {
            return id;
        }

        @Override
        public String getName() {
            return "computed";
        }

        public int limit() {
            return limit;
        }
    }

    @BeforeAll
    static void watch() {
        InlineMocks.watch(ByteBuddyAgent.install());
    }

    private static @Nullable Object read(String path, Object from) {
        return Path.parse(path).walk(from);
    }

    @ParameterizedTest
    @DisplayName("that Mockito made, by either of its ways; of a spy the fields are read")
    @ValueSource(strings = {MockMakers.INLINE, MockMakers.SUBCLASS})
    void mockito(String maker) {
        Memory real = new Memory();
        assertThat(read("this.name", real)).isEqualTo("computed");
        Memory spied = mock(Memory.class, withSettings().spiedInstance(real).mockMaker(maker));
        assertThat(read("this.id", spied)).isEqualTo("field");
        assertThat(read("this.name?", spied)).isNull();
        verifyNoInteractions(spied);
        Memory mocked = mock(Memory.class, withSettings().mockMaker(maker));
        assertThat(read("this.id", mocked)).isNull();
        assertThat(read("this.name?", mocked)).isNull();
        verifyNoInteractions(mocked);
        Named named = mock(Named.class, withSettings().mockMaker(maker));
        when(named.id()).thenReturn("stubbed");
        assertThat(named.id()).isEqualTo("stubbed");
        assertThat(read("this.id?", named)).isNull();
        assertThat(read("this.name?", named)).isNull();
        verify(named).id();
        verifyNoMoreInteractions(named);
        assertThat(read("this.name", real)).isEqualTo("computed");
    }

    @Test
    @DisplayName("that Mockito made of a collection or map")
    // Mockito changes their superclasses too, for good; nothing else here inherits from these.
    @SuppressWarnings("JdkObsolete")
    void collections() {
        List<String> list = spy(new Vector<>(List.of("a")));
        Map<String, String> map = spy(new Hashtable<>(Map.of("id", "a")));
        assertThat(read("arg0.size?", list)).isNull();
        assertThat(read("arg0.0?", list)).isNull();
        assertThat(read("arg0.id?", map)).isNull();
        verifyNoInteractions(list, map);
        assertThat(read("arg0.size", List.of("a"))).isEqualTo(1);
        assertThat(read("arg0.0", new ArrayList<>(List.of("a")))).isEqualTo("a");
    }

    @Test
    @DisplayName("that EasyMock made")
    void easyMock() {
        Memory memory = EasyMock.createMock(Memory.class);
        Named named = EasyMock.createMock(Named.class);
        EasyMock.replay(memory, named);
        for (String path : List.of("this.id?", "this.name?", "this.limit?")) {
            assertThat(read(path, memory)).isNull();
            assertThat(read(path, named)).isNull();
        }
        // It would name each call that was not expected.
        EasyMock.verify(memory, named);
    }

    @Test
    @DisplayName("that Spring made; the proxy's own fields hold nothing, and a number is not taken for 0")
    void spring() {
        List<String> calls = new ArrayList<>();
        ProxyFactory factory = new ProxyFactory(new Memory());
        factory.addAdvice((MethodInterceptor) call -> {
            calls.add(call.getMethod().getName());
            return call.proceed();
        });
        factory.setProxyTargetClass(true);
        Object byClass = factory.getProxy();
        assertThat(byClass.getClass().getName()).contains("$$SpringCGLIB$$");
        ProxyFactory ofInterface = new ProxyFactory(Named.class, (MethodInterceptor) call -> {
            calls.add(call.getMethod().getName());
            return "intercepted";
        });
        for (String path : List.of("this.name?", "this.limit?")) {
            assertThat(read(path, byClass)).isNull();
            assertThat(read(path, ofInterface.getProxy())).isNull();
        }
        assertThat(read("this.id?", ofInterface.getProxy())).isNull();
        assertThat(calls).isEmpty();
        assertThat(((Named) byClass).getName()).isEqualTo("computed");
        assertThat(calls).containsExactly("getName");
    }

    @Test
    @DisplayName("that the JDK made, which is said once")
    void jdk() {
        List<String> calls = new ArrayList<>();
        Object proxy = Proxy.newProxyInstance(
                Named.class.getClassLoader(), new Class<?>[] {Named.class}, (self, method, a) -> {
                    calls.add(method.getName());
                    return "intercepted";
                });
        try (LogLines log = new LogLines()) {
            Path path = Path.parse("this.name");
            assertThat(path.walk(proxy)).isNull();
            assertThat(path.walk(proxy)).isNull();
            assertThat(read("this.h?", proxy)).isNull();
            assertThat(log.all())
                    .containsExactly("[engram] WARN The path this.name cannot be read: "
                            + proxy.getClass().getName()
                            + " is a proxy's or mock's class, whose methods Engram does not call, and no superclass has a"
                            + " field 'name' that can be read.");
        }
        assertThat(calls).isEmpty();
    }

    @Test
    @DisplayName("but a lambda is no proxy")
    void lambda() {
        @SuppressWarnings("UnusedMethod") // A path calls it.
        interface Supplied {
            @SuppressWarnings("unused")
            String getName();
        }
        Supplied supplied = () -> "name";
        assertThat(read("arg0.name", supplied)).isEqualTo("name");
    }
}

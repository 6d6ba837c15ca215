package dev.engram.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleBuilder;
import dev.engram.agent.rule.Source;
import dev.engram.agent.weave.Recording.Seen;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A task of one name that several methods do for one agent")
class SameTaskTest {

    /** What agents do. */
    public interface Agent {
        String turn(String said);
    }

    /** One that does it. */
    public static class Bean implements Agent {
        protected @Nullable String id = "one";

        @Override
        public String turn(String said) {
            return said;
        }
    }

    /** Does more. */
    public static class Special extends Bean {
        @Override
        public String turn(String said) {
            return super.turn(said) + "!";
        }
    }

    /** As a container makes it for interceptors. */
    public static class Bean_Subclass extends Bean {
        @Override
        public String turn(String said) {
            return intercepted(said);
        }

        private String intercepted(String said) {
            return super.turn(said);
        }
    }

    /** As a container makes it for what it injects: it knows its bean by the container alone. */
    public static class Bean_ClientProxy extends Bean {
        private final Supplier<Bean> container;

        Bean_ClientProxy(Supplier<Bean> container) {
            this.container = container;
            this.id = null;
        }

        @Override
        public String turn(String said) {
            return container.get().turn(said);
        }
    }

    /** As people write it. */
    public static class Polite implements Agent {
        private final Agent agent;

        Polite(Agent agent) {
            this.agent = agent;
        }

        @Override
        public String turn(String said) {
            return agent.turn(said + ", please");
        }
    }

    /** Passes work on to another agent. */
    public static class Named extends Polite {
        protected final String id = "lead";

        Named(Agent agent) {
            super(agent);
        }
    }

    /** Has others do its work, and calls itself again. */
    public static class Lead extends Bean {
        private final List<Agent> workers = new ArrayList<>();

        @Override
        public String turn(String said) {
            if (said.equals("again")) {
                return turn("once");
            }
            workers.forEach(each -> each.turn(said));
            return said;
        }
    }

    private static Rule rule(boolean isTemplate, @Nullable String agentId) {
        RuleBuilder rule = Rule.task(new Source("test.yaml", 1), Agent.class.getName(), "turn", "turn")
                .attributes(Map.of("id", List.of(Path.parse("this.id?"))));
        if (isTemplate) {
            rule.span("turn {id}").name("turn");
        }
        return agentId == null
                ? rule.build()
                : rule.fields(Map.of(Field.AGENT_ID, List.of(Path.parse(agentId))))
                        .build();
    }

    private static List<Seen> seen(boolean isTemplate, @Nullable String agentId, Runnable work) throws Exception {
        try (Recording recording = new Recording(false, rule(isTemplate, agentId))) {
            work.run();
            return List.copyOf(recording.seen());
        }
    }

    private static Agent proxyOf(Agent agent) {
        return (Agent) Proxy.newProxyInstance(
                Agent.class.getClassLoader(), new Class<?>[] {Agent.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(agent, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @ParameterizedTest(name = "as a template: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("is one span: super calls, a container's proxies and interceptors, a proxy of the JDK, decorators")
    void one(boolean isTemplate) throws Exception {
        Bean bean = new Bean_Subclass();
        for (Agent each : List.of(
                new Special(),
                bean,
                new Bean_ClientProxy(() -> bean),
                proxyOf(bean),
                new Polite(bean),
                new Polite(proxyOf(new Bean_ClientProxy(() -> bean))))) {
            List<Seen> seen = seen(isTemplate, null, () -> each.turn("hello"));
            assertThat(seen).as("%s", each.getClass()).hasSize(1);
            assertThat(seen.get(0).attributes()).as("%s", each.getClass()).containsExactly("one");
        }
    }

    @Test
    @DisplayName("is a span for each agent, and for each time that one calls itself")
    void several() throws Exception {
        Lead lead = new Lead();
        lead.workers.add(new Bean());
        lead.workers.add(new Polite(new Bean()));
        assertThat(seen(false, null, () -> new Polite(lead).turn("do it"))).hasSize(3);
        assertThat(seen(false, null, () -> lead.turn("again"))).hasSize(4);
        // The same object graph, but another agent says who it is.
        Bean other = new Bean();
        other.id = "two";
        assertThat(seen(false, "this.id?", () -> new Named(other).turn("do it")))
                .hasSize(2);
        assertThat(seen(false, "this.id?", () -> new Polite(other).turn("do it")))
                .hasSize(1);
    }
}

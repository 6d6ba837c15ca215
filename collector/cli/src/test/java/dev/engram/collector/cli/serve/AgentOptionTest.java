package dev.engram.collector.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The option that attaches the agent")
class AgentOptionTest {

    private static final String JAR = "/opt/engram/agent/target/engram-agent.jar";

    @Test
    @DisplayName("names the jar alone where the agent sends to by default")
    void byDefault() {
        assertThat(AgentOption.text(JAR, "127.0.0.1", 4318, false)).isEqualTo("-javaagent:" + JAR);
        assertThat(AgentOption.text(JAR, "0.0.0.0", 4318, false)).isEqualTo("-javaagent:" + JAR);
        assertThat(AgentOption.text(null, "127.0.0.1", 4318, false)).isNull();
    }

    @Test
    @DisplayName("names the collector's address elsewhere, in the form of the agent's arguments")
    void elsewhere() {
        assertThat(AgentOption.text(JAR, "127.0.0.1", 40001, false))
                .isEqualTo("-javaagent:" + JAR + "=otel.exporter.otlp.endpoint=http://127.0.0.1:40001");
        assertThat(AgentOption.text(JAR, "10.0.0.7", 4318, false))
                .isEqualTo("-javaagent:" + JAR + "=otel.exporter.otlp.endpoint=http://10.0.0.7:4318");
        assertThat(AgentOption.text(JAR, "::", 4319, false))
                .isEqualTo("-javaagent:" + JAR + "=otel.exporter.otlp.endpoint=http://127.0.0.1:4319");
    }

    @Test
    @DisplayName("is quoted for a shell where the path needs that")
    void quoted() {
        assertThat(AgentOption.text("/home/o'neil/my engram/agent.jar", "127.0.0.1", 4318, false))
                .isEqualTo("'-javaagent:/home/o'\\''neil/my engram/agent.jar'");
    }
}

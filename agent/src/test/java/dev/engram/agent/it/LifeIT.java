package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.ServerApp;
import com.example.UnharmedApp;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent comes and goes with the process, and loses nothing")
class LifeIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("attached to a running process, it records classes that were loaded before")
    void attach() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Process process = new Jvm()
                .withoutAgent()
                .option("-XX:+EnableDynamicAgentLoading")
                .start(ServerApp.class);
        try (BufferedReader out = reader(process);
                Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            machine.loadAgent(
                    Jvm.agentJar().toString(),
                    "otel.traces.exporter=jsonl,otel.metrics.exporter=none,engram.jsonl.path=" + file);
            machine.detach();
            in.write("after-attach\n");
            in.flush();
            assertThat(out.readLine()).isEqualTo("done after-attach");
        }
        process.waitFor();
        assertThat(Jvm.spans(file))
                .extracting(span -> span.path("attributes").path("memory.key").asText())
                .containsExactly("after-attach");
    }

    @Test
    @DisplayName("on SIGTERM what was recorded is flushed")
    void sigterm() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Process process = new Jvm().jsonl(file).start(ServerApp.class);
        try (BufferedReader out = reader(process);
                Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            in.write("last\n");
            in.flush();
            assertThat(out.readLine()).isEqualTo("done last");
            process.destroy();
            process.waitFor();
        }
        assertThat(Jvm.spans(file))
                .extracting(span -> span.path("attributes").path("memory.key").asText())
                .containsExactly("before-attach", "last");
    }

    @Test
    @DisplayName("what is woven is said at the end, and never before there is something")
    void woven() throws Exception {
        Jvm.Ended ended = new Jvm().jsonl(folder.resolve("spans.jsonl")).run(UnharmedApp.class);
        assertThat(ended.said())
                .filteredOn(line -> line.startsWith("Woven: "))
                .isNotEmpty()
                .noneMatch(line -> line.startsWith("Woven: 0 "))
                .last()
                .asString()
                .startsWith("Woven: 4 methods of 1 class ((convention) 4");
    }

    @Test
    @DisplayName("at debug level the end says that recorded = exported + dropped")
    void accounts() throws Exception {
        Jvm.Ended ended = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_LOG_LEVEL", "debug")
                .run(UnharmedApp.class);
        assertThat(ended.said()).anySatisfy(line -> assertThat(line).contains("recorded 10 = exported 10 + dropped 0"));
    }

    @Test
    @DisplayName("switched off by setting, it does nothing")
    void disabled() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended =
                new Jvm().jsonl(file).environment("OTEL_SDK_DISABLED", "true").run(UnharmedApp.class);
        assertThat(ended.exitCode()).isZero();
        assertThat(file).doesNotExist();
        assertThat(ended.said()).singleElement().asString().contains("Disabled");
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}

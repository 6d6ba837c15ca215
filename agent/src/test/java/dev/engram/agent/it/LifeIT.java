package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.HooksApp;
import com.example.ServerApp;
import com.example.UnharmedApp;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static List<String> keys(Path file) {
        return Jvm.spans(file).stream()
                .map(span -> span.path("attributes").path("memory.key").asText())
                .toList();
    }

    private static List<String> ofHook(String... before) {
        List<String> keys = new ArrayList<>(List.of(before));
        for (int i = 0; i < 10; i++) {
            keys.add("hook-" + i);
        }
        return keys;
    }

    @Test
    @DisplayName(
            "what the application does in its shutdown hooks is recorded, also after System.exit within an operation")
    void hooks() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended =
                new Jvm().jsonl(file).environment("ENGRAM_LOG_LEVEL", "debug").run(HooksApp.class, "exit");
        assertThat(ended.exitCode()).isZero();
        assertThat(keys(file)).containsExactlyInAnyOrderElementsOf(ofHook("first", "fatal"));
        assertThat(ended.said()).anySatisfy(line -> assertThat(line).contains("recorded 12 = exported 12 + dropped 0"));
    }

    @Test
    @DisplayName("and after SIGTERM")
    void hooksOnSigterm() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Process process = new Jvm().jsonl(file).start(HooksApp.class, "wait");
        try (BufferedReader out = reader(process)) {
            assertThat(out.readLine()).isEqualTo("ready");
            process.destroy();
            process.waitFor();
        }
        assertThat(keys(file)).containsExactlyElementsOf(ofHook("first"));
    }

    @Test
    @DisplayName("a hook that halts the JVM loses no more than its last moment")
    void halt() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended = new Jvm().jsonl(file).run(HooksApp.class, "halt");
        assertThat(ended.exitCode()).isEqualTo(7);
        assertThat(keys(file)).startsWith("first", "hook-0", "hook-1");
    }

    @Test
    @DisplayName("a hook that outlasts the deadline is not waited for, and what came before is exported")
    void longHook() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended = new Jvm()
                .jsonl(file)
                .environment("ENGRAM_LOG_LEVEL", "debug")
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "300")
                .run(HooksApp.class, "return");
        assertThat(ended.exitCode()).isZero();
        assertThat(keys(file)).startsWith("first", "hook-0").doesNotContain("hook-9");
        assertThat(ended.said()).anySatisfy(line -> assertThat(line).contains(" + dropped 0"));
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

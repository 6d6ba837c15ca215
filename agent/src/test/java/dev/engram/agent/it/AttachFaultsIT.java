package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What cannot be attached to is refused in one sentence, and unharmed")
@Timeout(180)
class AttachFaultsIT {

    private static final String[] TO_NOWHERE = {"OTEL_TRACES_EXPORTER=none", "OTEL_METRICS_EXPORTER=none"};

    @TempDir
    Path folder;

    private static ControlCommand.Result attach(String pid, String... more) throws Exception {
        return ControlCommand.run(Stream.of(new String[] {"attach", pid}, more, TO_NOWHERE)
                .flatMap(Stream::of)
                .toArray(String[]::new));
    }

    private static String refusal(ControlCommand.Result result) {
        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).as("one sentence").hasSize(1);
        return result.err();
    }

    /** It works, and wrote nothing that it would not have written: no thread dump, no warning. */
    private static void assertUnharmed(StagingProcess process) throws Exception {
        process.say("call works");
        assertThat(process.process().isAlive()).isTrue();
        assertThat(process.errors()).isEmpty();
    }

    @Test
    @DisplayName("a process that is not there")
    void noProcess() throws Exception {
        assertThat(refusal(attach("4194303"))).contains("no process 4194303");
    }

    @Test
    @DisplayName("a process that is no JVM")
    void noJvm() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(refusal(attach(Long.toString(sleep.pid())))).contains("no HotSpot JVM");
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroy();
        }
    }

    @Test
    @DisplayName("a JVM with -XX:+DisableAttachMechanism")
    void disabled() throws Exception {
        Jvm jvm = new Jvm().withoutAgent().option("-XX:+DisableAttachMechanism");
        try (StagingProcess process = StagingProcess.start(jvm, 0, 0)) {
            assertThat(refusal(attach(process.pid())))
                    .contains("-XX:+DisableAttachMechanism")
                    .contains("-javaagent");
            assertUnharmed(process);
        }
    }

    @Test
    @DisplayName("a JVM that does not catch the signal, even if it says nothing of itself")
    void noSignal() throws Exception {
        Jvm jvm = new Jvm().withoutAgent().option("-Xrs").option("-XX:-UsePerfData");
        try (StagingProcess process = StagingProcess.start(jvm, 0, 0)) {
            assertThat(refusal(attach(process.pid()))).contains("SIGQUIT");
            assertUnharmed(process);
        }
    }

    @Test
    @DisplayName("a JVM that hangs")
    void hangs() throws Exception {
        try (StagingProcess process = StagingProcess.start(new Jvm().withoutAgent(), 0, 0)) {
            signal("STOP", process);
            try {
                assertThat(refusal(attach(process.pid(), "--timeout", "2"))).contains("does not answer within 2 s");
            } finally {
                signal("CONT", process);
            }
            process.say("call works");
            // It has the signal now, and would answer.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(attach(process.pid()).exitCode()).isZero());
        }
    }

    private static void signal(String name, StagingProcess process) throws Exception {
        assertThat(new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    @DisplayName("a JVM that ends meanwhile")
    void ends() throws Exception {
        StagingProcess process = StagingProcess.start(new Jvm().withoutAgent(), 0, 0);
        signal("STOP", process);
        CompletableFuture<ControlCommand.Result> result = CompletableFuture.supplyAsync(() -> {
            try {
                return attach(process.pid());
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        Path trigger = Path.of("/tmp/.attach_pid" + process.pid());
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(trigger));
        process.process().destroyForcibly().waitFor();
        assertThat(refusal(result.get(60, TimeUnit.SECONDS))).contains("has ended meanwhile");
        assertThat(trigger).doesNotExist();
    }

    @Test
    @DisplayName("one JVM twice at once: one of both attaches, the other one is told")
    void twice() throws Exception {
        try (StagingProcess process = StagingProcess.start(new Jvm().withoutAgent(), 2, 1000)) {
            process.say("go");
            List<CompletableFuture<ControlCommand.Result>> both = Stream.of(1, 2)
                    .map(each -> CompletableFuture.supplyAsync(() -> {
                        try {
                            return attach(process.pid());
                        } catch (Exception failed) {
                            throw new AssertionError(failed);
                        }
                    }))
                    .toList();
            List<ControlCommand.Result> results =
                    both.stream().map(CompletableFuture::join).toList();
            assertThat(results).extracting(ControlCommand.Result::exitCode).containsExactlyInAnyOrder(0, 1);
            assertThat(results).anySatisfy(each -> assertThat(each.err()).contains("already; nothing changed"));
            assertThat(process.calls()).isPositive();
        }
    }

    @Test
    @DisplayName(
            "a JVM that has kept the bootstrap classes of another version, newer or older, which can be attached again")
    void bootstrapOfOthers() throws Exception {
        Path other = folder.resolve("other-engram-agent.jar");
        writeOtherVersion(other);
        for (List<Path> versions : List.of(List.of(other, Jvm.agentJar()), List.of(Jvm.agentJar(), other))) {
            try (StagingProcess process = StagingProcess.start(new Jvm().withoutAgent(), 0, 0)) {
                String pid = process.pid();
                for (int round = 0; round < 2; round++) {
                    assertThat(attach(versions.get(0), pid).exitCode()).isZero();
                    ControlCommand.of("detach", pid);
                    assertThat(refusal(attach(versions.get(1), pid)))
                            .contains("Another version of Engram")
                            .contains("restart the process");
                    process.say("call works");
                }
                assertThat(process.errors()).noneMatch(each -> each.contains("Exception"));
            }
        }
    }

    private static ControlCommand.Result attach(Path jar, String pid) throws Exception {
        return ControlCommand.run(
                jar,
                Stream.concat(Stream.of("attach", pid), Stream.of(TO_NOWHERE)).toArray(String[]::new));
    }

    /** The agent's jar with a method more in {@code Contexts}, which neither version can give to the class of the other. */
    private static void writeOtherVersion(Path file) throws IOException {
        String changed = "boot/dev/engram/bootstrap/Contexts.classdata";
        try (JarFile jar = new JarFile(Jvm.agentJar().toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            for (JarEntry each : Collections.list(jar.entries())) {
                byte[] bytes;
                try (InputStream in = jar.getInputStream(each)) {
                    bytes = in.readAllBytes();
                }
                out.putNextEntry(new JarEntry(each.getName()));
                out.write(each.getName().equals(changed) ? withAnotherMethod(bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static byte[] withAnotherMethod(byte[] type) {
        ClassReader reader = new ClassReader(type);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public void visitEnd() {
                        MethodVisitor other = visitMethod(Opcodes.ACC_PUBLIC, "carry", "()V", null, null);
                        other.visitCode();
                        other.visitInsn(Opcodes.RETURN);
                        other.visitMaxs(0, 1);
                        other.visitEnd();
                        super.visitEnd();
                    }
                },
                0);
        return writer.toByteArray();
    }

    @Test
    @DisplayName("commands for a JVM without Engram")
    void notThere() throws Exception {
        try (StagingProcess process =
                StagingProcess.start(new Jvm().withoutAgent().option("-XX:+EnableDynamicAgentLoading"), 0, 0)) {
            for (String command : List.of("detach", "on", "off", "status", "reload")) {
                assertThat(refusal(ControlCommand.run(command, process.pid()))).contains("not in this process");
            }
            assertUnharmed(process);
        }
    }

    @Test
    @DisplayName("a setting that is none, before the process is touched; its value is not shown")
    void noSetting() throws Exception {
        ControlCommand.Result result = ControlCommand.run(
                "attach", Long.toString(ProcessHandle.current().pid()), "OTEL_HEADERS=secret");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("OTEL_HEADERS is no setting").doesNotContain("secret");
    }

    @Test
    @DisplayName("a JVM of another user, where this one is not root")
    void otherUser() throws Exception {
        assumeTrue(isRoot(), "Only root can start a process of another user.");
        Path folder = openFolder();
        Path jar = Files.copy(Jvm.agentJar(), folder.resolve("engram-agent.jar"));
        try (StagingProcess process = StagingProcess.start(new Jvm().withoutAgent(), 0, 0)) {
            Process other = new ProcessBuilder(
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            jar.toString(),
                            "attach",
                            process.pid())
                    .start();
            Jvm.Ended ended = Jvm.end(other);
            assertThat(ended.exitCode()).as("%s", ended).isEqualTo(1);
            assertThat(ended.err()).contains("belongs to another user").hasLineCount(1);
            assertUnharmed(process);
        } finally {
            Files.delete(jar);
            Files.delete(folder);
        }
    }

    @Test
    @DisplayName("but root attaches to a JVM of another user")
    void byRoot() throws Exception {
        assumeTrue(isRoot(), "Only root can do so.");
        Path folder = openFolder();
        Path source = Files.writeString(
                folder.resolve("Sleeper.java"),
                "class Sleeper { public static void main(String[] a) throws Exception { Thread.sleep(120_000); } }");
        Process other = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        source.toString())
                .start();
        try {
            String pid = Long.toString(other.pid());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(attach(pid).exitCode()).isZero());
            assertThat(ControlCommand.of("status", pid)).contains("recording: on");
            assertThat(ControlCommand.of("detach", pid)).contains("Detached");
        } finally {
            other.destroyForcibly();
            Files.delete(source);
            Files.delete(folder);
        }
    }

    /** A folder that every user can read. */
    private static Path openFolder() throws IOException {
        Path folder = Files.createTempDirectory("engram-test");
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        assertThat(folder.toFile().setReadable(true, false)).isTrue();
        return folder;
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}

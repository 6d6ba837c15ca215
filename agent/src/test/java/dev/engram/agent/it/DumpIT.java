package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.BrokenClassApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("ENGRAM_DUMP_DIR in an application with a class that the JVM refuses")
class DumpIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "gets the class's files, and a line names them; the application gets its VerifyError as without the agent")
    void dump() throws Exception {
        byte[] broken = broken();
        Files.createDirectories(folder.resolve("acme"));
        Files.write(folder.resolve("acme/BrokenMemoryStore.class"), broken);
        Path dump = folder.resolve("dump");
        Jvm.Ended ended = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .classPath(folder)
                .environment("ENGRAM_DUMP_DIR", dump.toString())
                .run(BrokenClassApp.class, "acme.BrokenMemoryStore");
        assertThat(ended.out()).contains("refused");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        try (Stream<Path> files = Files.list(dump)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "acme.BrokenMemoryStore.1.before.class",
                            "acme.BrokenMemoryStore.1.after.class",
                            "acme.BrokenMemoryStore.1.error.txt");
        }
        assertThat(dump.resolve("acme.BrokenMemoryStore.1.before.class")).hasBinaryContent(broken);
        Path after = dump.resolve("acme.BrokenMemoryStore.1.after.class");
        assertThat(new ClassReader(Files.readAllBytes(after)).getClassName()).isEqualTo("acme/BrokenMemoryStore");
        assertThat(dump.resolve("acme.BrokenMemoryStore.1.error.txt"))
                .content()
                .contains("java.lang.VerifyError", "acme/BrokenMemoryStore.get");
        assertThat(ended.said())
                .anyMatch(line ->
                        line.startsWith("WARN acme.BrokenMemoryStore was woven, and the JVM's verifier refuses it: ")
                                && line.endsWith("after weaving " + after + "."));
    }

    /** A memory by its name, whose method gives a number back where an object is due. */
    private static byte[] broken() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "acme/BrokenMemoryStore", null, "java/lang/Object", null);
        MethodVisitor code =
                writer.visitMethod(Opcodes.ACC_PUBLIC, "get", "(Ljava/lang/String;)Ljava/lang/Object;", null, null);
        code.visitCode();
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}

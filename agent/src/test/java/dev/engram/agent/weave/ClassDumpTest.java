package dev.engram.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.engram.agent.client.RedisClients;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.record.Sites;
import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.weave.match.RuleBook;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("ENGRAM_DUMP_DIR gets the class files of a class")
class ClassDumpTest {

    private final Throwable error = new IllegalStateException("an error");

    @TempDir
    Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("dump"))) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private Weaver weaver() {
        Rule rule = Rule.memory(new Source("test.yaml", 1), "acme.Notes", "load", Operation.RETRIEVE)
                .build();
        return new Weaver(
                "test",
                new RuleBook(List.of(rule), Packs.none(false)),
                RedisClients.calls(CommandRecording.ALL),
                new Sites(),
                ByteBuddyAgent.install(),
                folder.resolve("dump").toString());
    }

    /** The class acme.Notes; when it is broken, its method gives a number back where an object is due. */
    private static byte[] notes(int version, boolean isBroken) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(version, Opcodes.ACC_PUBLIC, "acme/Notes", null, "java/lang/Object", null);
        MethodVisitor code =
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "load", "()Ljava/lang/Object;", null, null);
        code.visitCode();
        code.visitInsn(isBroken ? Opcodes.ICONST_1 : Opcodes.ACONST_NULL);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static ClassLoader loader(byte[] notes) {
        return new ByteArrayClassLoader(ClassDumpTest.class.getClassLoader(), Map.of("acme.Notes", notes));
    }

    @Test
    @DisplayName("that could not be woven")
    void notWoven() throws Exception {
        byte[] newer = notes(Opcodes.V17, false);
        newer[7] = 120;
        try (LogLines log = new LogLines()) {
            assertThat(weaver().transform(null, loader(newer), "acme/Notes", null, null, newer))
                    .isNull();
            assertThat(files()).containsExactly("acme.Notes.1.before.class", "acme.Notes.1.error.txt");
            Path file = folder.resolve("dump").resolve("acme.Notes.1.before.class");
            assertThat(Files.readAllBytes(file)).isEqualTo(newer);
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("acme.Notes could not be woven and runs as it is: ")
                    .contains("Its class file is " + file + ".");
        }
    }

    @Test
    @DisplayName("that the JVM refuses when it links it, before and after")
    void refusedWhenLinked() throws Exception {
        byte[] broken = notes(Opcodes.V17, true);
        Weaver weaver = weaver();
        Instrumentation instrumentation = ByteBuddyAgent.install();
        instrumentation.addTransformer(weaver);
        try (LogLines log = new LogLines()) {
            Class<?> notes = loader(broken).loadClass("acme.Notes");
            assertThat(catchThrowable(notes::getDeclaredConstructors)).isInstanceOf(VerifyError.class);
            weaver.report().reportRefusedClasses();
            weaver.report().reportRefusedClasses();
            assertThat(files())
                    .containsExactly("acme.Notes.1.after.class", "acme.Notes.1.before.class", "acme.Notes.1.error.txt");
            assertThat(folder.resolve("dump/acme.Notes.1.error.txt")).content().contains("acme/Notes.load()");
            assertThat(Files.readAllBytes(folder.resolve("dump/acme.Notes.1.before.class")))
                    .isEqualTo(broken);
            assertThat(Files.readString(folder.resolve("dump/acme.Notes.1.after.class"), StandardCharsets.ISO_8859_1))
                    .contains("dev/engram/bootstrap/Probe");
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("acme.Notes was woven, and the JVM's verifier refuses it: java.lang.VerifyError")
                    .endsWith("acme.Notes.1.after.class.")
                    .doesNotContain("\n");
        } finally {
            instrumentation.removeTransformer(weaver);
        }
    }

    @Test
    @DisplayName("that the JVM refuses when it is retransformed, and the others are woven")
    void refusedWhenRetransformed() throws Exception {
        // It is loaded and not linked, so that nobody has seen that it is broken.
        Class<?> broken = loader(notes(Opcodes.V17, true)).loadClass("acme.Notes");
        Class<?> sound = loader(notes(Opcodes.V17, false)).loadClass("acme.Notes");
        Weaver weaver = weaver();
        try (LogLines log = new LogLines()) {
            weaver.install();
            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line).contains("acme.Notes could not be woven and runs as it is: "));
            assertThat(weaver.report().details()).anyMatch(line -> line.contains("acme.Notes.load()"));
        } finally {
            weaver.uninstall();
        }
        assertThat(sound.getMethod("load").invoke(null)).isNull();
        assertThat(broken.getName()).isEqualTo("acme.Notes");
    }

    @Test
    @DisplayName("and none of one that passes the verifier")
    void sound() throws Exception {
        Weaver weaver = weaver();
        Instrumentation instrumentation = ByteBuddyAgent.install();
        instrumentation.addTransformer(weaver);
        try {
            Class<?> notes = loader(notes(Opcodes.V17, false)).loadClass("acme.Notes");
            weaver.report().reportRefusedClasses();
            assertThat(notes.getMethod("load").invoke(null)).isNull();
            assertThat(folder.resolve("dump")).doesNotExist();
        } finally {
            instrumentation.removeTransformer(weaver);
        }
    }

    @Test
    @DisplayName("under a name that stays in the directory, never over another file, and of 100 classes at most")
    void names() throws Exception {
        ClassDump dump = new ClassDump(folder.resolve("dump").toString());
        byte[] bytes = {1};
        dump.write("../../etc/x\\y:\u00e9", bytes, null, error);
        dump.write("a".repeat(1000), bytes, null, error);
        dump.write("acme.Notes", bytes, bytes, error);
        dump.write("acme.Notes", bytes, null, error);
        assertThat(files().stream().filter(each -> each.endsWith(".class")))
                .containsExactly(
                        ".._.._etc_x_y__.1.before.class",
                        "a".repeat(200) + ".1.before.class",
                        "acme.Notes.1.after.class",
                        "acme.Notes.1.before.class",
                        "acme.Notes.2.before.class");
        for (int i = 4; i < ClassDump.MAX_CLASSES; i++) {
            dump.write("acme.Notes", bytes, null, error);
        }
        assertThat(dump.write("acme.Late", bytes, null, error)).contains("holds those of 100 classes");
        assertThat(files()).hasSize(2 * ClassDump.MAX_CLASSES + 1);
    }

    @Test
    @DisplayName("or one sentence says why not")
    void noDirectory() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(new ClassDump(file.toString()).write("acme.Notes", new byte[1], null, error))
                .startsWith("Its class file cannot be written to " + file + ", which ENGRAM_DUMP_DIR names (")
                .endsWith("Name a directory that can be written to.");
    }
}

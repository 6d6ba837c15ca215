package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.UnharmedApp;
import com.example.WaitingApp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On JDK 17, the last long-term release with a security manager. */
@DisplayName("Under a security manager")
class SecurityManagerIT {

    @TempDir
    Path folder;

    private static void assumeSecurityManager() {
        assumeTrue(Runtime.version().feature() == 17, "Only JDK 17 is tested with a security manager.");
    }

    @Test
    @DisplayName("that denies the agent everything, the application starts and ends as without the agent")
    void denied() throws Exception {
        assumeSecurityManager();
        Jvm.Ended without =
                new Jvm().withoutAgent().option("-Djava.security.manager").run(UnharmedApp.class, "7");
        Jvm.Ended with = new Jvm().option("-Djava.security.manager").run(UnharmedApp.class, "7");
        assertThat(with.exitCode()).as("%s", with).isEqualTo(without.exitCode()).isNotEqualTo(134);
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.said())
                .singleElement()
                .asString()
                .startsWith("ERROR Engram could not start, the application runs without it:")
                .contains("Grant the agent's jar java.security.AllPermission");
    }

    @Test
    @DisplayName("whose policy grants the agent's jar everything, the agent starts")
    void granted() throws Exception {
        assumeSecurityManager();
        Path policy = folder.resolve("agent.policy");
        Files.writeString(policy, """
                grant codeBase "%s" { permission java.security.AllPermission; };
                """.formatted(Jvm.agentJar().toUri()));
        Process process = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .option("-Djava.security.manager")
                .option("-Djava.security.policy=" + policy)
                .start(WaitingApp.class);
        process.getOutputStream().write('\n');
        process.getOutputStream().close();
        assertThat(Jvm.end(process).said()).anyMatch(line -> line.startsWith("Recording for"));
    }
}

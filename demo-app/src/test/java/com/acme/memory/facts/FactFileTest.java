package com.acme.memory.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.redis.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file of facts, PAFCORE.md")
class FactFileTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @TempDir
    private Path directory;

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve("PAFCORE.md"), List.of(lines));
    }

    @Test
    @DisplayName("is read by its sections, with reasons and statuses; what is struck out stays, as deprecated")
    void read() throws IOException {
        Path file = file(
                "# Core",
                "- **XX-001**: prose, in no section",
                "### 1. Technology Stack",
                "- **LANG-002**: Java 17",
                "  - Why: records",
                "### Code Quality (all code)",
                "Prose.",
                "- **QUAL-009**: ~~No mutable state~~ DEPRECATED",
                "- **QUAL-010**: Tests read as promises (proposed)",
                "### Contributors",
                "- Ada");
        assertThat(FactFile.read(file))
                .containsExactly(
                        new Fact("LANG-002", "Java 17", "records", FactStatus.ACTIVE),
                        new Fact("QUAL-009", "No mutable state", "", FactStatus.DEPRECATED),
                        new Fact("QUAL-010", "Tests read as promises", "", FactStatus.PROPOSED));
    }

    @Test
    @DisplayName("is written so that it is read again as it was, whatever the category")
    void roundTrip() {
        WorkflowMemory alice = Memories.memory(REDIS.client());
        alice.addPaf("AUTH", "001", "Use PyJWT\nfor tokens", "Lightweight");
        alice.addPaf("DOC", "001", "Pages are short", "");
        int number = 100;
        for (FactStatus status : FactStatus.values()) {
            Fact fact = alice.addPaf("LANG", "" + number++, "Fact that is " + status.label(), "");
            alice.facts().changeStatus(fact.id(), status);
        }
        Path file = directory.resolve("PAFCORE.md");
        alice.facts().writeTo(file);
        WorkflowMemory bob = Memories.memory(REDIS.client(), "dev-bob", new Memories.SetClock());
        assertThat(bob.facts().readFrom(file)).isEqualTo(10);
        assertThat(bob.facts().all())
                .hasSize(10)
                .contains(new Fact("AUTH-001", "Use PyJWT for tokens", "Lightweight", FactStatus.ACTIVE))
                .filteredOn(fact -> !fact.id().equals("AUTH-001"))
                .isEqualTo(alice.facts().all().stream()
                        .filter(fact -> !fact.id().equals("AUTH-001"))
                        .toList());
    }

    @Test
    @DisplayName("that is broken is refused with file, line and remedy, and nothing of it is kept")
    void broken() throws IOException {
        WorkflowMemory memory = Memories.memory(REDIS.client());
        Path file = file("### Code Quality", "- **QUAL-011**: fine", "- **qual-12** broken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.facts().readFrom(file))
                .withMessage(file + ":3: this is no fact; write it as '- **AUTH-001**: what holds'.");
        assertThat(memory.facts().all()).hasSize(3);
        file("### Code Quality", "- **QUAL-011**: fine", "- **QUAL-011**: again");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.facts().readFrom(file))
                .withMessage(file + ":3: QUAL-011 is there a second time; keep one of them.");
    }

    @Test
    @DisplayName("that is missing, no text or too large is refused")
    void unreadable() throws IOException {
        Path none = directory.resolve("none.md");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactFile.read(none))
                .withMessage(none + " does not exist; name a file of facts such as PAFCORE.md.");
        Path file = directory.resolve("PAFCORE.md");
        Files.write(file, "### Code Quality é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactFile.read(file))
                .withMessage(file + " is not in UTF-8; save it so.");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactFile.read(file))
                .withMessage(file + " is larger than 1048576 bytes; split it.");
    }
}

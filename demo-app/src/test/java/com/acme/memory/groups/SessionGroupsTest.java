package com.acme.memory.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.memory.session.Message;
import com.acme.memory.support.TagMatch;
import com.acme.redis.RealRedis;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Groups of sessions")
class SessionGroupsTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @TempDir
    private Path directory;

    private final Memories.SetClock clock = new Memories.SetClock();
    private WorkflowMemory memory;
    private SessionGroups groups;

    @BeforeEach
    void makeGroups() {
        memory = Memories.memory(REDIS.client(), "dev-alice", clock);
        groups = memory.groups();
    }

    private String group(String name, String... tags) {
        clock.advance(Duration.ofSeconds(1));
        return groups.create(name, "about " + name, List.of(tags), GroupStatus.ACTIVE);
    }

    @Test
    @DisplayName("are archived after 90 days in which no session came or went and nothing was said")
    void inactive() {
        String quiet = group("quiet");
        String talking = group("talking");
        String closed = group("closed");
        groups.add(quiet, "s-1");
        groups.add(talking, "s-2");
        groups.changeStatus(closed, GroupStatus.CLOSED);
        clock.advance(Duration.ofDays(45));
        memory.addSessionMessage("s-2", "user", "still at it");
        clock.advance(Duration.ofDays(45));
        assertThat(groups.archiveInactive(SessionGroups.INACTIVE)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(groups.archiveInactive(SessionGroups.INACTIVE)).containsExactly(quiet, closed);
        assertThat(groups.get(quiet).status()).isEqualTo(GroupStatus.ARCHIVED);
        assertThat(groups.get(talking).status()).isEqualTo(GroupStatus.ACTIVE);
        assertThat(groups.archiveInactive(SessionGroups.INACTIVE)).isEmpty();
    }

    @Test
    @DisplayName("have a new id each, keep their sessions in order, and tell when they were made and changed")
    void life() {
        String id = group("Authentication Feature", "auth", "jwt");
        assertThat(id).startsWith("authentication-feature-").isNotEqualTo(group("Authentication Feature"));
        long created = groups.get(id).createdAt();
        clock.advance(Duration.ofMinutes(1));
        for (String session : List.of("z", "a", "m")) {
            groups.add(id, session);
        }
        groups.remove(id, "a");
        groups.add(id, "a");
        SessionGroup summary = groups.get(id);
        assertThat(summary.name()).isEqualTo("Authentication Feature");
        assertThat(summary.description()).isEqualTo("about Authentication Feature");
        assertThat(summary.tags()).containsExactly("auth", "jwt");
        assertThat(summary.sessionIds()).containsExactly("z", "m", "a");
        assertThat(summary.createdAt()).isEqualTo(created);
        assertThat(summary.updatedAt()).isEqualTo(clock.millis());
    }

    @Test
    @DisplayName("are closed or archived, and never active again")
    void statuses() {
        String id = group("Sprint");
        groups.changeStatus(id, GroupStatus.CLOSED);
        assertThat(groups.get(id).status()).isEqualTo(GroupStatus.CLOSED);
        groups.changeStatus(id, GroupStatus.ARCHIVED);
        assertThatIllegalStateException()
                .isThrownBy(() -> groups.changeStatus(id, GroupStatus.ACTIVE))
                .withMessage("The group 'Sprint' is archived and cannot become active; an active one can be closed or"
                        + " archived, and either of these the other.");
        assertThatIllegalStateException().isThrownBy(() -> groups.changeStatus(id, GroupStatus.ARCHIVED));
    }

    @Test
    @DisplayName(
            "that are closed take no session, and their sessions no message, unless these are in an active one, too")
    void closed() {
        String id = group("Sprint");
        groups.add(id, "s");
        groups.changeStatus(id, GroupStatus.CLOSED);
        assertThatIllegalStateException()
                .isThrownBy(() -> groups.add(id, "t"))
                .withMessage(
                        "The group 'Sprint' is closed, so t cannot come into it; only an active group takes sessions.");
        assertThatIllegalStateException()
                .isThrownBy(() -> memory.addSessionMessage("s", "user", "more"))
                .withMessage("The session s is closed with its group 'Sprint'; take a session of an active group, or a"
                        + " new one.");
        groups.changeStatus(id, GroupStatus.ARCHIVED);
        assertThatIllegalStateException()
                .isThrownBy(() -> memory.addSessionMessage("s", "user", "more"))
                .withMessageStartingWith("The session s is archived");
        groups.add(group("Next sprint"), "s");
        memory.addSessionMessage("s", "user", "more");
        assertThat(memory.getSessionContext("s").items()).hasSize(1);
    }

    @Test
    @DisplayName("are listed by one or all of their tags and by status, oldest first")
    void list() {
        String auth = group("Auth", "auth", "security");
        String data = group("Data", "database", "security");
        groups.changeStatus(data, GroupStatus.CLOSED);
        assertThat(ids(groups.list(List.of(), TagMatch.ANY, null))).containsExactly(auth, data);
        assertThat(ids(groups.list(List.of("auth", "database"), TagMatch.ANY, null)))
                .containsExactly(auth, data);
        assertThat(ids(groups.list(List.of("auth", "security"), TagMatch.ALL, null)))
                .containsExactly(auth);
        assertThat(ids(groups.list(List.of("security"), TagMatch.ANY, GroupStatus.CLOSED)))
                .containsExactly(data);
    }

    @Test
    @DisplayName("give the newest messages of each of their sessions")
    void context() {
        String id = group("Auth");
        groups.add(id, "s-1");
        groups.add(id, "s-2");
        groups.add(id, "silent");
        for (int i = 1; i <= 3; i++) {
            memory.addSessionMessage("s-1", "user", "one " + i);
        }
        memory.addSessionMessage("s-2", "user", "two");
        var context = groups.context(id, 2);
        assertThat(context.keySet()).containsExactly("s-1", "s-2", "silent");
        assertThat(context.get("s-1")).extracting(Message::content).containsExactly("one 2", "one 3");
        assertThat(context.get("silent")).isEmpty();
    }

    @Test
    @DisplayName("share a session, which knows all of them")
    void shared() {
        String feature = group("Feature");
        String sprint = group("Sprint");
        groups.add(feature, "s");
        groups.add(sprint, "s");
        assertThat(ids(groups.of("s"))).containsExactly(feature, sprint);
        groups.remove(feature, "s");
        assertThat(ids(groups.of("s"))).containsExactly(sprint);
        assertThat(groups.of("alone")).isEmpty();
    }

    @Test
    @DisplayName("are written as JSON")
    void export() throws IOException {
        String id = group("Auth", "auth");
        groups.add(id, "s");
        Path file = directory.resolve("groups.json");
        groups.exportTo(file);
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        assertThat(root.path("version").asText()).isEqualTo("1.0");
        assertThat(root.path("last_updated").asText()).isEqualTo("2025-10-28T09:00:01Z");
        assertThat(root.path("groups").get(0).toString())
                .isEqualTo("{\"group_id\":\"" + id + "\",\"name\":\"Auth\",\"description\":\"about Auth\","
                        + "\"tags\":[\"auth\"],\"status\":\"active\",\"session_ids\":[\"s\"],"
                        + "\"created_at\":1761642001000,\"updated_at\":1761642001000}");
    }

    @Test
    @DisplayName("that nobody knows, and sessions that are there twice or not at all, are refused by name")
    void unknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> groups.get("none"))
                .withMessage("The group none is unknown; there is none yet.");
        String id = group("Auth");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> groups.add("none", "s"))
                .withMessage("The group none is unknown; known are " + id + ".");
        groups.add(id, "s");
        assertThatIllegalStateException()
                .isThrownBy(() -> groups.add(id, "s"))
                .withMessage("The session s is in the group 'Auth' already.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> groups.remove(id, "t"))
                .withMessage("The session t is not in the group 'Auth'; in it are [s].");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupStatus.of("open"))
                .withMessage("The status 'open' is unknown; take one of active, closed, archived.");
    }

    private static List<String> ids(List<SessionGroup> groups) {
        return groups.stream().map(SessionGroup::id).toList();
    }
}

package dev.engram.stack.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Jaeger's UI")
class JaegerUiTest {

    private static final Set<String> ATTRIBUTES = JaegerUi.attributes(Shipped.text("docs/telemetry.md"));

    private static List<String> faults(String from, String to) {
        String text = Shipped.text(JaegerUi.FILE);
        assertThat(text).contains(from);
        List<Dashboard> dashboards = Dashboard.files().stream()
                .map(file -> new Dashboard(Shipped.text(file)))
                .toList();
        return new JaegerUi(text.replace(from, to)).faults(ATTRIBUTES, dashboards);
    }

    @Test
    @DisplayName(
            "shows, links and searches attributes that spans have, and leads to dashboards and variables that exist")
    void sound() {
        assertThat(ATTRIBUTES).contains("memory.key", "memory.operation", "agent.id", "db.system.name", "error.type");
        assertThat(faults("", "")).isEmpty();
    }

    @Test
    @DisplayName("would not pass with another attribute, dashboard or variable")
    void unsound() {
        assertThat(faults("\"memory.\",", "\"mem.\",")).containsExactly("no attribute begins with mem.");
        assertThat(faults("\"key\": \"agent.id\"", "\"key\": \"agent\"")).containsExactly("no attribute is agent");
        assertThat(faults("#{memory.namespace}\",", "#{memory.partition}\","))
                .contains("a link knows no memory.partition");
        assertThat(faults("/d/engram-memory-overview/", "/d/engram-overview/"))
                .contains("no dashboard is engram-overview");
        assertThat(faults("var-agent=", "var-agents="))
                .containsExactly("engram-agents-namespaces has no variable agents");
        assertThat(faults("memory.found", "memory.hit"))
                .containsExactly("a menu entry searches for memory.hit, which no span has");
    }

    @Test
    @DisplayName("leads from a key to its lineage, and has entries for failed and slow operations")
    void offers() {
        String text = Shipped.text(JaegerUi.FILE);

        assertThat(text)
                .contains("http://localhost:4319/lineage?key=#{memory.key}&namespace=#{memory.namespace}")
                .contains("\"Failed operations\"")
                .contains("\"Slow searches (200 ms)\"");
    }
}

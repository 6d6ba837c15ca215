package dev.engram.stresstest.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The console")
class LiveConsoleTest {
    private final StringWriter out = new StringWriter();

    private static final Sample SAMPLE = new Sample(5, 128, 100, 42, 99, 1, 0);
    private static final Optimization OPTIMIZATION = new Optimization(4, "cache_clear", 8, true, 12.5, 3);

    @Test
    @DisplayName("shows on a terminal a bar, heap, pressure and the last optimization, in one line that changes")
    void terminal() {
        LiveConsole console = new LiveConsole(new PrintWriter(out), true);
        console.begins(2, 10, "one", true, 10);
        console.goesOn(1, null, 0, null);
        console.goesOn(5, SAMPLE, 512, OPTIMIZATION);
        assertThat(out.toString())
                .contains("[2/10] one, 10 s")
                .contains("the JVM starts")
                .contains("\r[##########----------] 2/10 5/10 s  heap 128/512 MB (25 %)  pressure 42"
                        + "  last: cache_clear, 12.5 MB freed");
    }

    @Test
    @DisplayName("writes elsewhere a line every ten seconds, and nothing that a file cannot show")
    void file() {
        LiveConsole console = new LiveConsole(new PrintWriter(out), false);
        console.begins(1, 1, "one", false, 60);
        for (int i = 0; i < 25; i++) {
            console.goesOn(i, SAMPLE, 512, null);
        }
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(out.toString())
                .contains("one without the agent")
                .doesNotContain("\r")
                .doesNotContain("\u001B");
    }
}

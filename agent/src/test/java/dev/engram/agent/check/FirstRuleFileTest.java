package dev.engram.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.control.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/first-rule-file.md shows what check prints")
class FirstRuleFileTest {

    private static final Pattern TYPE =
            Pattern.compile("package ([\\w.]+);.*?public final class (\\w+)", Pattern.DOTALL);

    @TempDir
    Path folder;

    private String page;
    private Path classes;

    @BeforeEach
    void compile() throws IOException {
        page = Files.readString(Path.of("../docs/first-rule-file.md"));
        Sources sources = new Sources(folder);
        for (String source : blocks("java")) {
            Matcher type = TYPE.matcher(source);
            assertThat(type.find()).isTrue();
            sources.add(type.group(1) + "." + type.group(2), source);
        }
        classes = sources.compile();
    }

    @Test
    @DisplayName("without a rule file, with a wrong one and with the right one")
    void outputs() throws IOException {
        List<String> files = blocks("yaml");
        List<String> outputs = blocks("text");
        assertThat(files).hasSize(2);
        assertThat(outputs).hasSize(3);
        assertThat(check(0, "--classpath", classes.toString())).isEqualTo(outputs.get(0));
        assertThat(checked(files.get(0), 1)).isEqualTo(outputs.get(1));
        assertThat(checked(files.get(1), 0)).isEqualTo(outputs.get(2));
    }

    private String checked(String yaml, int exitCode) throws IOException {
        Path rules = Files.writeString(folder.resolve("engram.yaml"), yaml);
        return check(exitCode, "--config", rules.toString(), "--classpath", classes.toString())
                .replace(rules.toString(), "engram.yaml");
    }

    private static String check(int exitCode, String... arguments) {
        StringWriter out = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        assertThat(Main.run(new PrintWriter(out, true), new PrintWriter(new StringWriter()), all))
                .isEqualTo(exitCode);
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    /** The page's blocks of a language, in order. */
    private List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring(("```" + language + "\n").length(), block.length() - "```".length()))
                .toList();
    }
}

package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.cli.serve.ServeCommand;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("./engram --help")
class CommandsTest {

    /** A line of the launcher's own help, which needs no Java: name, perhaps arguments, what it does. */
    private static final Pattern LINE =
            Pattern.compile("^  ([a-z]+(?: [a-z]+)?)(?: \\[?[A-Z]+]?)? {2,}\\S.*$", Pattern.MULTILINE);

    private static final Pattern VARIABLE = Pattern.compile("ENGRAM_[A-Z_]+");

    private static String launcher() throws IOException {
        return Files.readString(Path.of("..", "..", "engram"));
    }

    private static List<String> names(CommandLine line, String before) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, CommandLine> each : line.getSubcommands().entrySet()) {
            CommandLine command = each.getValue();
            if (!each.getKey().equals(command.getCommandName())) { // an alias
                continue;
            }
            if (command.getSubcommands().isEmpty()) {
                names.add(before + each.getKey());
            } else {
                names.addAll(names(command, before + each.getKey() + " "));
            }
        }
        return names;
    }

    @Test
    @DisplayName("has a line for each command of the collector's jar, and for those that are not in it")
    void eachCommand() throws Exception {
        String usage = launcher().replaceFirst("(?s)^.*?<<'END'\n", "").replaceFirst("(?s)\nEND\n}.*", "\n");
        List<String> lines = LINE.matcher(usage)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
        assertThat(lines)
                .containsAll(names(Main.commandLine(new Main()), ""))
                .contains("demo", "demo bench", "sample", "stack", "check", "version", "help")
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("serve: docs/settings.md has each option with its environment variable")
    void eachSetting() throws Exception {
        String page = Files.readString(Path.of("..", "..", "docs", "settings.md"));
        CommandLine serve = new CommandLine(new ServeCommand());
        List<String> rows = serve.getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .map(CommandsTest::row)
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(20)
                .allSatisfy(row -> assertThat(page).contains(row));
    }

    /** How a row of the page begins: the option's name, and its variable, which the default or the description names. */
    private static String row(CommandLine.Model.OptionSpec option) {
        CommandLine.Option declared = ((Field) option.userObject()).getAnnotation(CommandLine.Option.class);
        Matcher variable = VARIABLE.matcher(declared.defaultValue() + String.join(" ", declared.description()));
        return "| `" + option.names()[0] + "` | " + (variable.find() ? "`" + variable.group() + "` " : "") + "|";
    }
}

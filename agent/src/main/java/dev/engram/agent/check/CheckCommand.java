package dev.engram.agent.check;

import dev.engram.agent.classpath.ClassPath;
import dev.engram.agent.classpath.FileProblems;
import dev.engram.agent.config.Setting;
import dev.engram.agent.config.Settings;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.pack.OtherPacks;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what would be woven. Those of the agent's settings count that choose rules. */
@Command(
        name = "check",
        description = {
            "Shows which methods of an application Engram would weave and which not, with reasons, without running it.",
            "Class files are read, never loaded."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all is fine",
            "1:the rule file has findings, a rule of it matches nothing, or a path of it cannot be read",
            "2:wrong usage",
            "3:Engram itself failed"
        })
public final class CheckCommand implements Callable<Integer> {

    private static final List<Setting<?>> SETTINGS =
            List.of(Setting.CONFIG, Setting.PACKS_ON, Setting.PACKS_OFF, Setting.PACKS_DIR, Setting.PACKS_CLASSPATH);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The rule file, as in ENGRAM_CONFIG. Without it, the packs and the naming convention apply.")
    private @Nullable String config;

    @Option(
            names = {"--classpath", "--class-path", "-cp"},
            paramLabel = "PATH",
            description = {
                "The application: jars (also of Spring Boot, and WARs), directories, and dir/* for all jars of a directory,",
                "separated as for java; may be given several times. Without it, only the rule file is checked."
            })
    private List<String> classPath = new ArrayList<>();

    @Option(
            names = "--packs-on",
            paramLabel = "NAME",
            split = ",",
            description = "Packs and named rules to switch on, as in ENGRAM_PACKS_ON.")
    private List<String> packsOn = new ArrayList<>();

    @Option(
            names = "--packs-off",
            paramLabel = "NAME",
            split = ",",
            description = "Packs and named rules to switch off, as in ENGRAM_PACKS_OFF.")
    private List<String> packsOff = new ArrayList<>();

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean isJson;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also shows what needs no attention: rules of packs that match nothing, and all candidates.")
    private boolean isVerbose;

    @Override
    public Integer call() throws IOException {
        Settings settings = settings();
        String file = settings.rules().file();
        if (file == null && classPath.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Give --config, --classpath or both.");
        }
        List<String> findings = new ArrayList<>(settings.findings());
        PackIndex index = OtherPacks.index(settings.rules(), String.join(File.pathSeparator, classPath), findings);
        RuleSet fromFile = null;
        try {
            fromFile = file == null ? null : RuleFile.read(new File(file), index.names());
        } catch (RuleException wrong) {
            findings.addAll(wrong.findings());
        }
        RuleSet own = fromFile == null ? new RuleSet(RuleSet.DEFAULT_PREFIX, List.of()) : fromFile;
        Packs packs = Packs.of(
                index,
                fromFile != null,
                own,
                settings.rules().packsOn(),
                settings.rules().packsOff(),
                findings);
        Report report = new Report(file, findings);
        report.switchedOff().addAll(switchedOff(own.rules(), packs));
        if (!classPath.isEmpty()) {
            check(own.rules(), packs, report);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            JsonReport.write(report, out);
        } else {
            new TextReport(out, isVerbose).write(report);
        }
        return report.isFine() ? 0 : 1;
    }

    /** By name; of the user's own rules with their place. */
    private static List<String> switchedOff(List<Rule> own, Packs packs) {
        List<Rule> off = new ArrayList<>(own);
        off.removeAll(packs.switchedOn(own));
        List<String> names = new ArrayList<>();
        for (Rule each : off) {
            names.add(each.name() + " (" + each.source() + ")");
        }
        names.addAll(packs.off());
        if (!packs.isConventionOn()) {
            names.add(PackIndex.CONVENTION);
        }
        return names;
    }

    private void check(List<Rule> own, Packs packs, Report report) {
        FileProblems problems = new FileProblems();
        try (ClassPath files = new ClassPath(problems, Path.of(System.getProperty("java.io.tmpdir")))) {
            addTo(files);
            new Check(own, packs, files, report).run();
        }
        report.problems().addAll(problems.all());
    }

    private void addTo(ClassPath files) {
        try {
            classPath.forEach(files::add);
        } catch (IllegalArgumentException noSuchEntry) {
            throw new ParameterException(spec.commandLine(), noSuchEntry.getMessage(), noSuchEntry);
        }
    }

    /** What the agent would read, with this command's options before its environment. */
    private Settings settings() {
        Map<String, String> properties = new HashMap<>();
        Map<String, String> environment = new HashMap<>();
        for (Setting<?> each : SETTINGS) {
            String property = System.getProperty(each.property());
            if (property != null) {
                properties.put(each.property(), property);
            }
            String variable = System.getenv(each.env());
            if (variable != null) {
                environment.put(each.env(), variable);
            }
        }
        if (config != null) {
            properties.put(Setting.CONFIG.property(), config);
        }
        if (!packsOn.isEmpty()) {
            properties.put(Setting.PACKS_ON.property(), String.join(",", packsOn));
        }
        if (!packsOff.isEmpty()) {
            properties.put(Setting.PACKS_OFF.property(), String.join(",", packsOff));
        }
        return Settings.read(null, properties, environment);
    }
}

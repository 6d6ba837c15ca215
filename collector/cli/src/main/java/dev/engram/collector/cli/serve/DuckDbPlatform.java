package dev.engram.collector.cli.serve;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Version;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The machines that DuckDB has code for, and for which of them this jar brings it. */
final class DuckDbPlatform {

    /** DuckDB's names, and those of the jars that people download. */
    private static final Map<String, String> JARS = Map.of(
            "linux_amd64", "linux-x86_64",
            "linux_arm64", "linux-aarch64",
            "macos_arm64", "macos-aarch64",
            "windows_amd64", "windows-x86_64");

    private DuckDbPlatform() {}

    /** Refuses to start on a machine that this jar has no code for. */
    static void require() throws Failure {
        String fault = fault(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                name -> DuckDbPlatform.class.getResource("/libduckdb_java.so_" + name) != null);
        if (fault != null) {
            throw new Failure(fault);
        }
    }

    /**
     * What is wrong, and what would be right; null if nothing is.
     *
     * @param isThere whether the code for a machine, by DuckDB's name, is in this jar
     */
    static @Nullable String fault(String system, String processor, Predicate<String> isThere) {
        String machine = machine(system) + "_" + processor(processor);
        if (isThere.test(machine)) {
            return null;
        }
        String jar = JARS.get(machine);
        if (jar == null) {
            return "DuckDB, in which the collector keeps spans, has no code for " + system + " on " + processor
                    + "; run the collector on Linux (x86-64, arm64), macOS (arm64) or Windows (x86-64), 64 bits each.";
        }
        String version = Version.ofJar();
        String collector = "engram-collector" + (version == null ? "" : "-" + version);
        List<String> others =
                JARS.keySet().stream().filter(isThere).sorted().map(JARS::get).toList();
        return "This is the collector for " + String.join(", ", others) + ", and this machine is " + jar + "; take "
                + collector + "-" + jar + ".jar, or " + collector + ".jar, which has the code for all.";
    }

    private static String machine(String system) {
        String name = system.toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "macos" : name.startsWith("windows") ? "windows" : name;
    }

    private static String processor(String name) {
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}

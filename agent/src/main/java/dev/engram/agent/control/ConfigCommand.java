package dev.engram.agent.control;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A command that can name a rule file. */
@Command
abstract class ConfigCommand extends TargetCommand {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The rule file. For a process with another file system it is copied there.")
    private @Nullable Path config;

    @Override
    @Nullable
    Path config() {
        Path file = config;
        if (file != null && !Files.isReadable(file)) {
            throw new ParameterException(spec().commandLine(), "The file " + file + " cannot be read.");
        }
        return file == null ? null : file.toAbsolutePath().normalize();
    }
}

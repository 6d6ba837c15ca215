package dev.engram.agent.control;

import dev.engram.agent.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Brings Engram into a process that runs. */
@Command(
        name = "attach",
        description = {
            "Brings Engram into a process that runs. Settings that are not given here come from the process's own",
            "environment and system properties."
        })
final class AttachCommand extends ConfigCommand {

    @Parameters(
            index = "1..*",
            paramLabel = "SETTING=VALUE",
            description = "Settings by their environment variables: OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318.")
    private List<String> settings = new ArrayList<>();

    @Override
    void describe(Map<String, String> request) {
        for (String each : settings) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            Setting<?> setting = Setting.ofVariable(name);
            if (equals < 0 || setting == null) {
                // The value may be a secret under a mistyped name.
                throw new ParameterException(
                        spec().commandLine(),
                        name
                                + (equals < 0
                                        ? " is no setting: write NAME=VALUE."
                                        : " is no setting of Engram; docs/settings.md lists them."));
            }
            request.put("set." + setting.property(), each.substring(equals + 1));
        }
    }
}

package dev.engram.collector.cli.serve;

import dev.engram.collector.cli.arguments.KeyNameOptions;
import dev.engram.collector.cli.arguments.KeyspaceOptions;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives {@link KeyspaceOptions} other names in {@code serve}: {@code --survey-interval} for {@code --interval}. */
final class SurveyNames implements IModelTransformer {

    private static final Set<Class<?>> OPTIONS = Set.of(KeyspaceOptions.class, KeyNameOptions.class);

    @Override
    public CommandSpec transform(CommandSpec serve) {
        for (OptionSpec option : List.copyOf(serve.options())) {
            if (option.userObject() instanceof Field field && OPTIONS.contains(field.getDeclaringClass())) {
                String name = option.longestName().substring(2);
                serve.remove(option);
                // It was once called a trace of a Redis.
                serve.addOption(OptionSpec.builder(option)
                        .names("--survey-" + name, "--trace-" + name)
                        .build());
            }
        }
        return serve;
    }
}

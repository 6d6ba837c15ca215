package dev.engram.collector.cli.redis;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands on a Redis keyspace. They need no collector. */
@Command(
        name = "redis",
        description = "Surveys, cleans, saves, restores and compares the keys of a Redis. Needs no collector.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RedisSurveyCommand.class,
            RedisCleanCommand.class,
            RedisSnapshotCommand.class,
            RedisRestoreCommand.class,
            RedisDiffCommand.class,
            RedisTrendCommand.class
        })
public final class RedisCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command of redis.");
    }
}

package dev.engram.collector.cli.redis;

import picocli.CommandLine.Option;

/** At which priority a command runs that goes through all keys. The launcher reads it, before there is a Java. */
final class PriorityOptions {

    @Option(
            names = "--no-nice",
            description =
                    "Run at normal priority on all processors. By default ./engram runs this command at the lowest"
                            + " priority on one processor, to leave the CPU to a Redis on the same machine.")
    @SuppressWarnings("UnusedVariable")
    private boolean notNice;
}

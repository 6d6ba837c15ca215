package dev.engram.agent.control;

import picocli.CommandLine.Command;

/** Takes Engram out of a process. */
@Command(
        name = "detach",
        description =
                "Takes Engram out of a process: every class gets its own code back, and what was recorded is exported.")
final class DetachCommand extends TargetCommand {}

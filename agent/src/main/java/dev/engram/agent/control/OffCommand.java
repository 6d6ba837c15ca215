package dev.engram.agent.control;

import picocli.CommandLine.Command;

/** Switches recording off. */
@Command(
        name = "off",
        description = "Records nothing until on; Engram stays in the process, and a call costs one branch.")
final class OffCommand extends TargetCommand {}

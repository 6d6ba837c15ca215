package dev.engram.agent.control;

import picocli.CommandLine.Command;

/** Switches recording on. */
@Command(name = "on", description = "Records calls again.")
final class OnCommand extends TargetCommand {}

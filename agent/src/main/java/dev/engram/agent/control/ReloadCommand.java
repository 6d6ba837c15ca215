package dev.engram.agent.control;

import picocli.CommandLine.Command;

/** Has a process read its rules again. */
@Command(
        name = "reload",
        description = {
            "Reads the rule file again, or another one, and weaves the classes again whose rules have changed.",
            "A file with an error changes nothing."
        })
final class ReloadCommand extends ConfigCommand {}

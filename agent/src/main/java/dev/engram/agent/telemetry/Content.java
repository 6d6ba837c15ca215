package dev.engram.agent.telemetry;

/** The content of values and queries, which leaves the process only where the user asks for it. */
final class Content {

    /** Characters of one text. */
    static final int MAX = 4096;

    private Content() {}
}

package dev.engram.collector.keyspace.survey.usage;

/** Where the figures on the use of keys come from. */
public enum UsageSource {
    SPANS("spans: accesses that the collector has seen"),
    FREQUENCY("OBJECT FREQ: the server's own counter of accesses, 0 to 255 by their logarithm"),
    IDLE("OBJECT IDLETIME: seconds since the last access"),
    PRESENCE("presence: in how many surveys a key was");

    private final String title;

    UsageSource(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}

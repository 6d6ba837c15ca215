package dev.engram.collector.keyspace.snapshot.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** What writer and reader of a snapshot must agree on. */
public final class Format {

    public static final String NAME = "engram-redis-snapshot";
    public static final int VERSION = 1;

    /** The trailer's line begins so, and no other line does. */
    public static final String END = "{\"end\":";

    /**
     * A value of more bytes is written in pieces of so many, so that nobody needs it in one piece. Base64 of it has no
     * padding.
     */
    public static final int PIECE = 768 * 1024;

    /** Expiry of a key that does not expire. */
    public static final long NEVER = -1;

    /** Base64 takes four characters for three bytes; text may take one escape for one byte. */
    private static final int LONGEST_TEXT = PIECE / 3 * 4;

    private static final int DEEPEST = 8;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .rootValueSeparator("")
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .build();

    private Format() {}

    /** Writes nothing between lines but what it is told; reads no longer texts and no deeper nesting than a snapshot has. */
    public static JsonFactory json() {
        return JSON;
    }
}

package com.acme.stress.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * Messages as lines of text. Each has a mark before it, by which it is told from what else a JVM prints, also where
 * something else stands before it on the same line.
 */
public final class Lines {
    private static final String MARK = "@stress ";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private Lines() {}

    /** The line, without its end. */
    public static String of(Message message) {
        try {
            return MARK + JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message cannot be written: " + message, e);
        }
    }

    /** The message of a line; empty where there is none, or not all of one. */
    public static Optional<Message> read(String line) {
        int mark = line.indexOf(MARK);
        if (mark < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(line.substring(mark + MARK.length()), Message.class));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // cut off: the JVM ended while it wrote
        }
    }

    /** What stands on a line besides a message. */
    public static String rest(String line) {
        int mark = line.indexOf(MARK);
        return mark < 0 ? line : line.substring(0, mark);
    }
}

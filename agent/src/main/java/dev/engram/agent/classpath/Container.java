package dev.engram.agent.classpath;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A directory or a jar, as names of the files in it. Not thread-safe. */
interface Container extends Closeable {

    /** What the user would call it: a path, with {@code !/} before each name within a jar. */
    String label();

    /**
     * The names of the files in it, with slashes, in their order; of a multi-release jar those that this JVM would see.
     *
     * @throws IOException when it cannot be listed
     */
    List<String> names() throws IOException;

    /**
     * Opens a file of {@link #names}.
     *
     * @throws IOException when it cannot be read; broken zip data may also throw as it is read
     */
    InputStream open(String name) throws IOException;
}

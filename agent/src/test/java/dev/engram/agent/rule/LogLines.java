package dev.engram.agent.rule;

import dev.engram.agent.log.Log;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The lines that Engram logs while this is open. */
public final class LogLines implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogLines() {
        Log.listen(lines::add);
    }

    public List<String> all() {
        return lines;
    }

    @Override
    public void close() {
        Log.listen(null);
    }
}

package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.function.Executable;

/** Engram's log lines while something runs. */
public final class Said {

    private Said() {}

    /** What {@code action} lets Engram say, a line each. */
    public static String by(Executable action) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Log.listen(lines::add);
        try {
            action.execute();
        } catch (Exception | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Log.listen(null);
        }
        return String.join("\n", lines);
    }
}

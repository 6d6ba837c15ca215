package dev.engram.stresstest.run;

/** Takes lines of the log. Thread-safe; never throws. */
public interface Log {

    void info(String line);

    /** Only written where the user asked for details. */
    void debug(String line);
}

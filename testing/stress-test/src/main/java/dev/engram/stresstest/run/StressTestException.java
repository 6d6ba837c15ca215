package dev.engram.stresstest.run;

import dev.engram.demo.DemoException;

/** The test cannot run; the message says why and what to do, in one sentence. */
public final class StressTestException extends DemoException {
    private static final long serialVersionUID = 1;

    public StressTestException(String message) {
        super(message);
    }

    public StressTestException(String message, Throwable cause) {
        super(message, cause);
    }
}

package com.acme.stress;

/** How a run ended. */
public enum Outcome {
    /** The load ran for its whole time. */
    COMPLETED,
    /** The heap reached the threshold of the emergency shutdown, and the load ended early. */
    EMERGENCY_SHUTDOWN,
    /** The load or its JVM failed. */
    FAILED,
    /** The load did not end in time and was killed. */
    HUNG,
    /** A signal, or the limit of all scenarios together, ended it early. */
    INTERRUPTED,
    /** It was not started. */
    NOT_RUN
}

package dev.engram.agent.telemetry;

import org.jspecify.annotations.Nullable;

/** Sends or writes spans. All calls come from one thread. */
interface BatchExporter {

    /**
     * Exports a batch and waits for it. Afterwards nothing reads the batch any more, unless it says that it is lent.
     *
     * @return null when all of it was taken
     */
    @Nullable
    ExportFailure export(Batch batch);

    /** Ends the exporter's own resources. */
    void shutdown();
}

package dev.engram.agent.telemetry.export;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sends or writes spans or metrics. All calls come from one thread.
 *
 * @param <T> what it takes at a time: a {@link Batch} of spans, or all metrics of one collection
 */
public interface Exporter<T> {

    /**
     * Exports and waits for the end of it. Nothing reads {@code items} afterwards.
     *
     * @return why some or all of the items were not accepted, null when all were
     * @throws IOException when the destination cannot be reached or written to
     */
    @Nullable
    ExportFailure export(T items) throws IOException;

    /** Ends the exporter's own resources. */
    void close();
}

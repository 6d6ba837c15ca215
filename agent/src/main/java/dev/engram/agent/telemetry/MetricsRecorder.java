package dev.engram.agent.telemetry;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.telemetry.metrics.CommandMeasurement;
import dev.engram.agent.telemetry.metrics.Measurement;
import dev.engram.agent.telemetry.metrics.Meters;
import dev.engram.agent.telemetry.metrics.Recordable;
import dev.engram.agent.trace.RecordedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records operations in the metrics, whose instruments take tenths of a second to build: operations up to then are kept, and
 * recorded once the instruments are there.
 *
 * <p>{@link #record} is for one thread, {@link #build} for another one.
 */
public final class MetricsRecorder {

    /** Operations kept until the meters are there, and again while those are recorded: 50 MB at most, for a moment. */
    private static final int MAX_EARLY = 1 << 18;

    /** Recorded in a millisecond, even at first. */
    private static final int FEW_EARLY = 256;

    /** Where they come as fast as they are recorded, there must be an end. */
    private static final int MAX_EARLY_ROUNDS = 10;

    private final Supplier<Meters> factory;
    private final Function<MemorySite, Measurement> measurements;
    private final boolean isOn;

    /** Guards the operations that came before the meters were there; null once they are. */
    private final Object lock = new Object();

    private @Nullable List<Recordable> early = new ArrayList<>();

    /** Tells the meters of one operation after the other. */
    private @Nullable Measurement reused;

    private volatile @Nullable Meters meters;

    /**
     * A recorder without meters.
     *
     * @param factory builds the meters
     * @param measurements makes what reads an operation of a site
     * @param isOn whether there are metrics at all; without, nothing is recorded or built
     */
    public MetricsRecorder(Supplier<Meters> factory, Function<MemorySite, Measurement> measurements, boolean isOn) {
        this.factory = factory;
        this.measurements = measurements;
        this.isOn = isOn;
    }

    /** The meters, null until they are built. Any thread. */
    @Nullable
    Meters meters() {
        return meters;
    }

    /**
     * Records one operation.
     *
     * @param size of its value, in bytes; negative when not known
     */
    void record(RecordedCall call, MemorySite site, long size) {
        if (!isOn) {
            return;
        }
        try {
            Meters known = meters;
            if (known == null) {
                keep(measurements.apply(site).read(call, site, size));
            } else {
                Measurement measurement = reused == null ? measurements.apply(site) : reused;
                reused = measurement;
                known.memory().record(measurement.read(call, site, size));
            }
        } catch (Throwable failed) {
            Log.warnOnce(
                    "Some calls of " + site.method() + " are missing in the metrics ("
                            + failed.getClass().getName() + ").",
                    failed);
        }
    }

    /** Records one command or batch that took so many seconds. */
    void record(CommandFacts facts, double seconds) {
        if (!isOn) {
            return;
        }
        try {
            CommandMeasurement measurement = CommandMeasurement.of(facts, seconds);
            Meters known = meters;
            if (known == null) {
                keep(measurement);
            } else {
                measurement.recordIn(known);
            }
        } catch (Throwable failed) {
            Log.warnOnce(
                    "Some Redis commands are missing in the metrics ("
                            + failed.getClass().getName() + ").",
                    failed);
        }
    }

    private void keep(Recordable measurement) {
        synchronized (lock) {
            List<Recordable> waiting = early;
            if (waiting == null) {
                Meters built = meters;
                if (built != null) {
                    measurement.recordIn(built);
                }
            } else if (waiting.size() < MAX_EARLY) {
                waiting.add(measurement);
            } else {
                Log.warnOnce("Some of the first calls are missing in the metrics: there were more than " + MAX_EARLY
                        + " before the meters were ready.");
            }
        }
    }

    /** Builds the meters, which takes tenths of a second. Once. */
    public void build() {
        if (!isOn) {
            return;
        }
        Meters built;
        try {
            built = factory.get();
        } catch (Throwable failed) {
            synchronized (lock) {
                early = null;
            }
            throw failed;
        }
        // Without the lock, which the consumer needs: these are many, and the code is still cold.
        for (int i = 0; i < MAX_EARLY_ROUNDS; i++) {
            takeEarly().forEach(each -> each.recordIn(built));
        }
        synchronized (lock) {
            List<Recordable> last = early;
            if (last != null) {
                last.forEach(each -> each.recordIn(built));
            }
            early = null;
            meters = built;
        }
    }

    /** The operations that wait for the meters, or none when they are so few that the consumer may wait for them. */
    private List<Recordable> takeEarly() {
        synchronized (lock) {
            List<Recordable> waiting = early;
            if (waiting == null || waiting.size() < FEW_EARLY) {
                return List.of();
            }
            early = new ArrayList<>();
            return waiting;
        }
    }
}

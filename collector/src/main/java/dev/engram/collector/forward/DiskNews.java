package dev.engram.collector.forward;

import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when the queue's directory takes nothing, and when it does again: a line for each. Thread-safe. */
final class DiskNews {

    private static final Logger LOG = LoggerFactory.getLogger(DiskNews.class);
    private static final long CALM = Duration.ofSeconds(5).toNanos();

    private final Path directory;
    private boolean isFailing;
    private boolean wroteSince;
    private long failedAt;

    DiskNews(Path directory) {
        this.directory = directory;
    }

    synchronized void failed(String reason) {
        failedAt = System.nanoTime();
        wroteSince = false;
        if (!isFailing) {
            isFailing = true;
            LOG.warn(
                    "The queue directory {} takes nothing ({}). What comes waits in memory as far as there is room, and"
                            + " does not outlive the collector; give the directory room.",
                    directory,
                    reason);
        }
    }

    synchronized void wrote() {
        wroteSince = true;
    }

    /** Says the end of a failure that is over for a while. */
    synchronized void tick() {
        if (isFailing && wroteSince && System.nanoTime() - failedAt >= CALM) {
            isFailing = false;
            LOG.info("The queue directory {} takes requests again.", directory);
        }
    }
}

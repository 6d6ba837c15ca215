package dev.engram.stresstest;

import dev.engram.stresstest.run.Stop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** After Ctrl-C or SIGTERM, lets the test report what was run before the process ends. */
final class SignalReport implements AutoCloseable {
    private static final int WITHIN_SECONDS = 30;

    private final CountDownLatch reported = new CountDownLatch(1);
    private final Thread hook;

    SignalReport(Stop stop) {
        hook = new Thread(() -> await(stop), "report after a signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await(Stop stop) {
        if (reported.getCount() == 0) {
            return;
        }
        stop.because("a signal ended the test");
        try {
            boolean unused = reported.await(WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is written. */
    void reported() {
        reported.countDown();
    }

    @Override
    public void close() {
        reported.countDown();
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            Thread.onSpinWait(); // the end has begun, and the hook runs
        }
    }
}

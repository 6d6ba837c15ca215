package com.acme.stress.run;

import java.util.concurrent.TimeUnit;

/** Where a run has its time from. */
interface Time {
    /** That of the machine. */
    Time REAL = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** Nanoseconds since any moment. */
    long nanos();

    void sleep(long nanos) throws InterruptedException;
}

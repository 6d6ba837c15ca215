package dev.engram.agent.lifecycle.jvm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/** The threads that Engram has in this process. Stateless. */
public final class OwnThreads {

    private static final String PREFIX = "engram-";

    private OwnThreads() {}

    /** Those that live, but for the calling one. */
    public static List<Thread> alive() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(all, true);
        List<Thread> own = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (all[i].getName().startsWith(PREFIX) && all[i] != Thread.currentThread()) {
                own.add(all[i]);
            }
        }
        return own;
    }

    /** The processor time that those that live have used, in nanoseconds; 0 where the JVM does not tell. */
    public static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (!threads.isThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
            return 0;
        }
        long sum = 0;
        for (Thread each : alive()) {
            sum += Math.max(0, threads.getThreadCpuTime(each.getId()));
        }
        return sum;
    }
}

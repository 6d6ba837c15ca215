package dev.engram.agent.lifecycle.jvm;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;

/** The load of this JVM. */
public final class JvmLoad implements Load {

    private long sampledAt = System.nanoTime();
    private long cpuNanos = cpu();
    private long ownNanos = OwnThreads.cpuNanos();

    @Override
    public Sample sample() {
        long now = System.nanoTime();
        long cpu = cpu();
        long own = OwnThreads.cpuNanos();
        double passed = Math.max(1, now - sampledAt);
        Sample sample = new Sample(
                heap(),
                100 * (cpu - cpuNanos) / passed / Runtime.getRuntime().availableProcessors(),
                // A thread that has ended takes its time with it.
                Math.max(0, 100 * (own - ownNanos) / passed));
        sampledAt = now;
        cpuNanos = cpu;
        ownNanos = own;
        return sample;
    }

    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static double heap() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += after == null ? 0 : after.getUsed();
        }
        return 100.0 * used / Runtime.getRuntime().maxMemory();
    }
}

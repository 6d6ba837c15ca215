package com.acme.memory.management.heap;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** The heap of this JVM. Listens for collections until it is closed. Thread-safe. */
public final class JvmHeap implements HeapReader {
    private static final long NONE_YET = -1;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());
    private final NotificationListener listener = (notification, handback) -> onCollection(notification);
    private volatile long live = NONE_YET;

    public JvmHeap() {
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
    }

    @Override
    public HeapReading read() {
        MemoryUsage heap = memory.getHeapMemoryUsage();
        long known = live;
        return reading(heap.getUsed(), known == NONE_YET ? heap.getUsed() : Math.min(known, heap.getUsed()));
    }

    @Override
    @SuppressWarnings("ExplicitGC") // that is what was asked for
    public HeapReading collect() {
        long before = count();
        System.gc();
        long used = memory.getHeapMemoryUsage().getUsed();
        if (count() > before) {
            live = used; // the notification comes later, on another thread
        }
        return reading(used, used);
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(listener);
                } catch (ListenerNotFoundException e) {
                    return; // closed before
                }
            }
        }
    }

    private HeapReading reading(long used, long lives) {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return new HeapReading(used, lives, memory.getHeapMemoryUsage().getMax(), count(), millis);
    }

    private long count() {
        long count = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            count += Math.max(0, collector.getCollectionCount());
        }
        return count;
    }

    private void onCollection(Notification notification) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                || !(notification.getUserData() instanceof CompositeData data)) {
            return;
        }
        long used = 0;
        for (var pool : GarbageCollectionNotificationInfo.from(data)
                .getGcInfo()
                .getMemoryUsageAfterGc()
                .entrySet()) {
            if (pools.contains(pool.getKey())) {
                used += pool.getValue().getUsed();
            }
        }
        live = used;
    }
}

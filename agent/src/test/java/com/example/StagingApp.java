package com.example;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/**
 * Works on as many threads as it is told, until it is told to stop, and answers on standard output: {@code go} and {@code
 * pause} switch the work, {@code call KEY} makes one call on the main thread, {@code count} prints how many calls were made, {@code report} what
 * the process holds. {@code fill MB} and {@code free}, {@code spin} and {@code rest} make trouble.
 */
public final class StagingApp {

    private static final NotesMemoryStore.Options OPTIONS = new NotesMemoryStore.Options("p", "o", 1);
    private static final LongAdder CALLS = new LongAdder();
    private static final LongAdder WRONG = new LongAdder();
    private static final AtomicBoolean WORKING = new AtomicBoolean();
    private static final AtomicBoolean STOPPED = new AtomicBoolean();

    private static final List<byte[]> BALLAST = new ArrayList<>();
    private static final AtomicBoolean SPINNING = new AtomicBoolean();

    /** Each loader of the agent's that was ever seen. */
    private static final List<WeakReference<Object>> LOADERS = new ArrayList<>();

    private StagingApp() {}

    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[0]);
        long pauseNanos = Long.parseLong(args[1]);
        NotesMemoryStore notes = new NotesMemoryStore();
        List<Thread> workers = new ArrayList<>();
        List<AtomicBoolean> idle = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            AtomicBoolean isIdle = new AtomicBoolean(true);
            idle.add(isIdle);
            Thread worker = new Thread(() -> work(new NotesMemoryStore(), pauseNanos, isIdle), "worker-" + i);
            workers.add(worker);
            worker.start();
        }
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case "go" -> WORKING.set(true);
                case "pause" -> {
                    WORKING.set(false);
                    for (AtomicBoolean each : idle) {
                        while (!each.get()) {
                            Thread.sleep(1);
                        }
                    }
                }
                case "call" -> notes.retrieve(words[1]);
                case "see" -> see();
                case "fill" -> {
                    BALLAST.add(new byte[Integer.parseInt(words[1]) << 20]);
                    System.gc();
                }
                case "free" -> {
                    BALLAST.clear();
                    System.gc();
                }
                case "spin" -> spin(true);
                case "rest" -> spin(false);
                case "bean" -> bean(words[1]);
                case "count" -> System.out.println("calls=" + CALLS.sum() + " wrong=" + WRONG.sum());
                default -> report();
            }
            System.out.println("done " + line);
        }
        STOPPED.set(true);
        for (Thread each : workers) {
            each.join();
        }
    }

    private static void work(NotesMemoryStore notes, long pauseNanos, AtomicBoolean isIdle) {
        long next = System.nanoTime();
        for (int i = 0; !STOPPED.get(); i++) {
            if (!WORKING.get()) {
                isIdle.set(true);
                pause(1_000_000);
                next = System.nanoTime();
                continue;
            }
            isIdle.set(false);
            String key = "k" + i % 100;
            notes.store(key, "v" + i, OPTIONS);
            CALLS.increment();
            Object read = notes.retrieve(key);
            CALLS.increment();
            if (!("v" + i).equals(read)) {
                WRONG.increment();
            }
            next += pauseNanos;
            if (next > System.nanoTime()) {
                pause(next - System.nanoTime());
            }
        }
        isIdle.set(true);
    }

    private static void pause(long nanos) {
        java.util.concurrent.locks.LockSupport.parkNanos(nanos);
    }

    /** Keeps all processors busy, or no more. */
    private static void spin(boolean on) {
        SPINNING.set(on);
        for (int i = 0; on && i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            Thread spinning = new Thread(() -> {
                while (SPINNING.get()) {
                    Thread.onSpinWait();
                }
            });
            spinning.setDaemon(true);
            spinning.start();
        }
    }

    /** Prints an attribute of Engram's JMX bean. */
    private static void bean(String attribute) throws Exception {
        ObjectName name = new ObjectName("dev.engram:type=Engram");
        var server = ManagementFactory.getPlatformMBeanServer();
        System.out.println(server.isRegistered(name) ? server.getAttribute(name, attribute) : "absent");
    }

    /** Remembers the agent's loader, weakly. */
    private static void see() throws Exception {
        Field running = Class.forName("dev.engram.agent.EngramAgent").getDeclaredField("running");
        running.setAccessible(true);
        Object loader = running.get(null);
        if (loader != null && LOADERS.stream().noneMatch(each -> each.refersTo(loader))) {
            LOADERS.add(new WeakReference<>(loader));
        }
    }

    /** Of all loaders. The JVM's own counter also counts each retransformation, and never takes it back. */
    private static String classes() throws Exception {
        Object stats = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmClassloaderStats",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Matcher total = Pattern.compile("(?m)^Total = \\d+\\s+(\\d+)").matcher(stats.toString());
        return total.find() ? total.group(1) : "0";
    }

    private static void report() throws Exception {
        long reachable = 0;
        for (int i = 0; i < 3; i++) {
            System.gc();
            pause(50_000_000);
            reachable = LOADERS.stream().filter(each -> !each.refersTo(null)).count();
        }
        Runtime runtime = Runtime.getRuntime();
        String[] files = new File("/proc/self/fd").list();
        long engram = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("engram"))
                .count();
        System.out.println("calls=" + CALLS.sum() + " wrong=" + WRONG.sum() + " classes="
                + classes() + " threads="
                + ManagementFactory.getThreadMXBean().getThreadCount() + " files=" + (files == null ? 0 : files.length)
                + " heap=" + (runtime.totalMemory() - runtime.freeMemory()) / 1024 + " loaders=" + LOADERS.size()
                + " reachable=" + reachable + " engramThreads=" + engram);
    }
}

package com.acme.notes;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes calls as it is told, one order a line on standard input, and answers each with one line {@code @ name=value ...} (an agent
 * may print lines of its own):
 *
 * <ul>
 *   <li>{@code burst threads calls pauseMillis warm measured}, see {@link Bursts}
 *   <li>{@code full millis}: one thread, as fast as it can; {@code own} is that thread's CPU time
 *   <li>{@code pace perSecond millis}: one thread, so many calls a second, in ticks of 2 ms
 *   <li>{@code cpu}: CPU time of this process so far, in nanoseconds
 * </ul>
 *
 * <p>It ends with its input. The argument says which memory: {@code map}, {@code traced=<endpoint>}, {@code redis=<port>},
 * {@code lettuce=<port>}, or {@code echo} (Jedis on a connection without a network).
 */
public final class NotesApp {

    private static final int CHUNK = 1000;
    private static final long TICK_NANOS = 2_000_000;

    private final Notes notes;
    private final boolean isRedis;

    private NotesApp(String memory) {
        int equals = memory.indexOf('=');
        String kind = equals < 0 ? memory : memory.substring(0, equals);
        String argument = memory.substring(equals + 1);
        isRedis = kind.equals("redis") || kind.equals("echo");
        notes = switch (kind) {
            case "map" -> new NotesMemoryManager();
            case "traced" -> new TracedNotes(argument);
            case "redis" -> RedisMemoryManager.at(Integer.parseInt(argument));
            case "lettuce" -> LettuceNotes.at(Integer.parseInt(argument));
            case "echo" -> RedisMemoryManager.withoutNetwork();
            default -> throw new IllegalArgumentException("No memory is called " + memory + ".");
        };
        Calls.fill(notes);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        NotesApp app = new NotesApp(args[0]);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("@ ready");
        String order = orders.readLine();
        while (order != null) {
            System.out.println("@ " + app.obey(order.split(" ", -1)));
            order = orders.readLine();
        }
    }

    private String obey(String[] order) throws InterruptedException {
        return switch (order[0]) {
            case "burst" ->
                new Bursts(number(order[1]), number(order[2]), number(order[3]), number(order[4]), number(order[5]))
                        .run(this::calls);
            case "full" -> full(calls(), number(order[1]) * 1_000_000L);
            case "pace" -> pace(calls(), number(order[1]), number(order[2]) * 1_000_000L);
            case "cpu" -> "nanos=" + cpuNanos();
            default -> throw new IllegalArgumentException("No order is called " + order[0] + ".");
        };
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long ownCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private Calls calls() {
        return new Calls(notes, isRedis);
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static String full(Calls calls, long nanos) {
        long ownBefore = ownCpuNanos();
        long start = System.nanoTime();
        long made = 0;
        long elapsed = 0;
        while (elapsed < nanos) {
            calls.make(CHUNK);
            made += CHUNK;
            elapsed = System.nanoTime() - start;
        }
        return "nanos=" + (double) elapsed / made + " calls=" + made + " own=" + (ownCpuNanos() - ownBefore) + " read="
                + calls.read();
    }

    private static String pace(Calls calls, long perSecond, long nanos) {
        long start = System.nanoTime();
        long made = 0;
        long elapsed = 0;
        while (elapsed < nanos) {
            LockSupport.parkNanos(TICK_NANOS);
            elapsed = System.nanoTime() - start;
            int due = (int) (Math.min(elapsed, nanos) * perSecond / 1_000_000_000 - made);
            calls.make(due);
            made += due;
        }
        return "nanos=" + (double) elapsed / made + " calls=" + made + " read=" + calls.read();
    }
}

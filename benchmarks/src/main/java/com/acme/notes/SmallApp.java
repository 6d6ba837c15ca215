package com.acme.notes;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small application of some tenths of a second, for what an agent adds to a start. Prints {@code @ done} at the end of its
 * work; then it stays, and answers each line of its input with what it takes: {@code @ rss=<kB> hwm=<kB> threads=<Java
 * threads> cpu=<nanoseconds>}.
 */
public final class SmallApp {

    private SmallApp() {}

    public static void main(String[] args) throws IOException {
        Notes notes = args[0].startsWith("traced=")
                ? new TracedNotes(args[0].substring("traced=".length()))
                : new NotesMemoryManager();
        work(notes);
        System.out.println("@ done");
        while (System.in.read() >= 0) {
            System.in.skip(System.in.available());
            System.out.println("@ " + takes());
        }
    }

    /** A bit of everything: classes to load, text, streams, and some calls on the memory. */
    private static void work(Notes notes) {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH);
        Pattern month = Pattern.compile("(?<month>[A-Z][a-z]+) \\d{4}$");
        List<String> days = IntStream.range(0, 4000)
                .mapToObj(day -> format.format(LocalDate.ofEpochDay(day)))
                .filter(day -> month.matcher(day).find())
                .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.toList());
        for (int i = 0; i < 10; i++) {
            notes.store("plan-" + i, days.get(i));
            notes.retrieve("plan-" + i);
        }
    }

    private static String takes() throws IOException {
        long rss = 0;
        long hwm = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                rss = kilobytes(line);
            } else if (line.startsWith("VmHWM:")) {
                hwm = kilobytes(line);
            }
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return "rss=" + rss + " hwm=" + hwm + " threads="
                + Thread.getAllStackTraces().size() + " cpu=" + system.getProcessCpuTime();
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
}

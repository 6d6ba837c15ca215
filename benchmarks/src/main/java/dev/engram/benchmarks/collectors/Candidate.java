package dev.engram.benchmarks.collectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A collector that runs as a process of its own, with a folder for its data. Used by one thread. */
final class Candidate implements AutoCloseable {

    private static final long READY_SECONDS = 60;
    private static final long END_SECONDS = 120;

    /** What the kernel counts a process' CPU in. */
    private static final double TICK_MICROS = 10_000;

    private final Process process;
    private final Path folder;
    private final int port;
    private long writtenAtStart;
    private long written;

    private Candidate(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Makes the command that starts a collector. */
    interface Command {
        /**
         * The command.
         *
         * @param folder for its data and configuration
         * @param port of its OTLP/HTTP, on loopback
         */
        List<String> of(Path folder, int port) throws IOException;
    }

    /** Starts it and waits until it listens. */
    static Candidate start(Command command, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("data"));
        int port = freePort();
        Process process = new ProcessBuilder(command.of(folder, port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Candidate started = new Candidate(process, folder, port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                started.close();
                throw new IOException("A collector did not start; its log is " + folder.resolve("log") + ".");
            }
            Thread.sleep(50);
        }
        started.noteWritten();
        started.writtenAtStart = started.written;
        return started;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** CPU of the process so far, in microseconds, to a hundredth of a second. */
    double cpuMicros() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
    }

    /** Resident memory, in bytes. */
    long resident() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm"))
                        .split(" ", -1)[1])
                * 4096;
    }

    /** Ends it as an operator does, and waits; its data are at rest then. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (process.isAlive()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("A collector did not end; its log is " + folder.resolve("log") + ".");
            }
            noteWritten();
            Thread.sleep(10);
        }
    }

    private void noteWritten() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "io"))) {
            lines.filter(line -> line.startsWith("write_bytes:"))
                    .forEach(line -> written =
                            Math.max(written, Long.parseLong(line.substring(12).strip())));
        } catch (IOException | UncheckedIOException gone) {
            // It ends in this very moment; the last figure stands.
            return;
        }
    }

    /** Bytes that it gave the kernel for files on disks, from when it was ready until {@link #stop}. */
    long written() {
        return written - writtenAtStart;
    }

    /** Bytes of its files. */
    long kept() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.filter(Files::isRegularFile).mapToLong(Candidate::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            // Badger makes large files with holes.
            Object blocks = Files.getAttribute(file, "unix:blocks");
            return ((Number) blocks).longValue() * 512;
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException noBlocks) {
            return file.toFile().length();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
